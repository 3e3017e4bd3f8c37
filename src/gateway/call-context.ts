import type { Confluence } from '../confluence/ports.ts';
import type {
  BodyBases,
  DownloadLinks,
  OperationContext,
  PeopleNames,
  SensitiveText,
} from '../operations/operation.ts';
import type { Obligations } from '../policy/question.ts';
import type { Caller, Connection } from './call.ts';
import { newContentRules } from './new-content.ts';

/** What a running operation may use, each for one caller on one connection. */
export interface ContextParts {
  downloadsFor?(caller: Caller, connection: Connection): DownloadLinks;
  bodiesFor?(caller: Caller, connection: Connection): BodyBases;
  peopleFor?(caller: Caller, connection: Connection, confluence: Confluence): PeopleNames;
}

export function contextOf(
  parts: ContextParts,
  call: {
    readonly caller: Caller;
    readonly connection: Connection;
    readonly confluence: Confluence;
    readonly obligations: Obligations;
    readonly sensitive: SensitiveText | undefined;
    readonly signal: AbortSignal;
  },
): OperationContext {
  const { caller, connection, confluence, obligations, sensitive, signal } = call;
  return {
    confluence,
    signal,
    ...newContentRules(obligations),
    ...(sensitive && { sensitive }),
    ...(parts.downloadsFor && { downloads: parts.downloadsFor(caller, connection) }),
    ...(parts.bodiesFor && { bodies: parts.bodiesFor(caller, connection) }),
    ...(parts.peopleFor && { people: parts.peopleFor(caller, connection, confluence) }),
  };
}
