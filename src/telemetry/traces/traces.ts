import type { TraceParent } from './trace-parent.ts';

/**
 * What a span says: names, ids and numbers of ours. Never arguments, titles, bodies, credentials, addresses of people, or
 * what Confluence said.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Something that takes time, with its place in a trace. */
export interface Span {
  /** Of the trace that is kept; undefined where sampling dropped it. */
  readonly traceId: string | undefined;
  note(attributes: SpanAttributes): void;
  /** It went wrong: `errorType` is a code of ours or a status, never a message. */
  failed(errorType: string): void;
  /** Does work whose spans come under this one. */
  run<T>(work: () => T): T;
  end(): void;
}

export interface SpanStart {
  readonly kind: 'server' | 'client';
  /** Of another process; the span that is running unless given. */
  readonly parent?: TraceParent | undefined;
  readonly attributes: SpanAttributes;
}

/**
 * Where spans go. Absent wherever nobody asked for traces: whoever could make a span looks for it once and does nothing
 * more.
 */
export interface Traces {
  /** `name`: of few possible values, so that a backend can group by it. */
  start(name: string, start: SpanStart): Span;
  /** The span whose work is being done. */
  current(): Span | undefined;
  /** Does work whose first spans come under a span of another process, and are linked to the one that is running. */
  under<T>(parent: TraceParent | undefined, work: () => T): T;
  /** Sends what is left; waits for at most two seconds. Never raises. */
  close(): Promise<void>;
}
