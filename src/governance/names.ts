import { AppError } from '../kernel/app-error.ts';
import { operationId, type Operation } from '../operations/operation.ts';
import { builtInNames } from '../policy/masking/detector-names.ts';
import { listProfiles } from '../store/access-profiles.ts';
import { listAgents } from '../store/agents.ts';
import { listGroups } from '../store/groups.ts';
import { listDetectors } from '../store/mask-detectors.ts';
import type { Executor } from '../store/open-store.ts';
import { listPeople } from '../store/people.ts';
import { listTools } from '../store/tools.ts';
import { listToolsets } from '../store/toolsets.ts';
import { usedConnections } from './discover.ts';
import { maintainedToolsets } from './view-of.ts';

/** What the governance of a workspace may name, and what administrators call it. */
export interface Names {
  /** Address by id. */
  readonly people: ReadonlyMap<string, string>;
  /** Name by id. */
  readonly groups: ReadonlyMap<string, string>;
  /** Slug by id. */
  readonly connections: ReadonlyMap<string, string>;
  /** Slug by id. */
  readonly profiles: ReadonlyMap<string, string>;
  readonly toolsets: ReadonlySet<string>;
  readonly detectors: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  /** Of the catalogue, and those that vanished from it. */
  readonly operations: ReadonlySet<string>;
}

export async function loadNames(
  db: Executor,
  workspaceId: string,
  catalogue: readonly Operation[],
): Promise<Names> {
  const people = await listPeople(db, workspaceId);
  const groups = await listGroups(db, workspaceId);
  const connections = await usedConnections(db, workspaceId);
  const tools = await listTools(db, workspaceId);
  return {
    people: new Map(people.map(({ id, email }) => [id, email])),
    groups: new Map(groups.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map(({ id, slug }) => [id, slug])),
    profiles: new Map((await listProfiles(db, workspaceId)).map(({ id, slug }) => [id, slug])),
    toolsets: new Set([
      ...Object.keys(maintainedToolsets),
      ...(await listToolsets(db, workspaceId)).map(({ slug }) => slug),
    ]),
    detectors: new Set([...builtInNames, ...(await listDetectors(db, workspaceId)).map(({ slug }) => slug)]),
    agents: new Set((await listAgents(db, workspaceId)).map(({ id }) => id)),
    operations: new Set([...catalogue.map(operationId), ...tools.map((tool) => tool.operationId)]),
  };
}

/** Raises `invalid_input` for the first name that does not exist. `who` names it, such as `The profile editors`. */
export function checkKnown(
  who: string,
  thing: string,
  named: readonly string[] | undefined,
  known: { has(name: string): boolean },
): void {
  const missing = named?.find((name) => !known.has(name));
  if (missing === undefined) return;
  throw new AppError('invalid_input', `${who} names the ${thing} ${missing}, which does not exist.`, {
    nextStep: 'It may have been removed meanwhile: name what is there, or leave it out.',
  });
}

/** Whether a pattern of tools can mean anything: API operations are not all listed, so that theirs always can. */
export function patternIsKnown(pattern: string, operations: ReadonlySet<string>): boolean {
  if (pattern === '*' || pattern.startsWith('api:')) return true;
  if (!pattern.endsWith('*')) return operations.has(pattern);
  const beginning = pattern.slice(0, -1);
  return [...operations].some((operation) => operation.startsWith(beginning));
}
