import type { AppError, AppErrorFields, ErrorCode } from '../kernel/app-error.ts';
import type { Platform } from './ports.ts';

/** One way to be allowed to do something: all of these scopes. Several ways are alternatives. */
export type ScopeSet = readonly string[];

/** What was asked, so that a refusal can be put in words. */
export interface Asked {
  /** What it was about, for people: `page 123`, `the CQL query`. */
  readonly subject: string;
  readonly effect: 'read' | 'write';
  /** Scopes that would let it pass, as alternatives; the site never names them (facts: confluence-api §3.3). */
  readonly requiredScopes: readonly ScopeSet[];
  /** Those of the newer API that does the same, where an older one is asked: for the day on which it is gone. */
  readonly newerScopes?: readonly ScopeSet[];
  /** Which argument a 400 is most likely about. */
  readonly about?: 'cql' | 'cursor' | 'content';
  /** Cloud unless said. */
  readonly platform?: Platform;
  /** For the log: method and path. */
  readonly request: string;
}

/** Makes the error for one answer; the answer's own facts are already in it. */
export type Say = (code: ErrorCode, message: string, nextStep: string, more?: AppErrorFields) => AppError;
