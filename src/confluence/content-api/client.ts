import type { z } from 'zod';
import type { Asked } from '../asked.ts';
import type { QueryValue } from '../query.ts';

/** What the content API can do, by our own names: each adapter knows the vendor's names and addresses. */
export type ContentOperation =
  | 'listContent'
  | 'createContent'
  | 'getContent'
  | 'updateContent'
  | 'deleteContent'
  | 'childrenOfType'
  | 'commentsOfContent'
  | 'attachmentsOfContent'
  | 'labelsOfContent'
  | 'addLabels'
  | 'listSpaces'
  | 'getSpace';

/** What kind of thing a request is about; the content API has one address for all of them. */
export type ContentKind = 'page' | 'blogpost' | 'comment' | 'attachment' | 'space';

/** One request to `/rest/api`, by the name of an operation. */
export interface RestRequest<Operation extends string> {
  readonly operation: Operation;
  /** What stands in the braces of the operation's path. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What it is about, in words for people: `page 123`. */
  readonly subject: string;
  readonly about?: Asked['about'];
}

/** What is done to which kind of thing. */
export interface ContentStep {
  readonly operation: ContentOperation;
  readonly kind: ContentKind;
}

export interface ContentRequest extends RestRequest<ContentOperation>, ContentStep {
  /** What it only prepares, where newer APIs do that in one request. */
  readonly partOf?: ContentStep;
}

/** The content API over HTTP: builds addresses, checks answers, turns refusals into AppErrors. */
export interface ContentClient {
  /** Where people go, without a trailing slash; also the base of relative web links. */
  readonly siteUrl: string;
  ask<S extends z.ZodType>(schema: S, request: ContentRequest, signal: AbortSignal): Promise<z.output<S>>;
  /** For operations whose answer is of no interest. */
  tell(request: ContentRequest, signal: AbortSignal): Promise<void>;
}

/** A path with its parameters in place; raises where one is missing, since that is a mistake in an adapter. */
export function filledPath(
  operation: string,
  template: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`${operation} needs ${name}`);
    return encodeURIComponent(value);
  });
}
