import type { ChainFault } from './chain-fault.ts';
import type { KeptHead } from './head-file.ts';
import type { Restoration } from './restorations.ts';

/** What is wrong with the record, one line each. */
export type RecordFault =
  | ({ readonly kind: 'chain' } & ChainFault)
  /** Records were deleted, and what says that retention did it is not genuine. */
  | {
      readonly kind: 'retirement';
      readonly workspaceId: string;
      readonly writer: string;
      readonly seq: number;
    }
  | { readonly kind: 'checkpoint'; readonly tampering: 'changed' | 'missing'; readonly number: number }
  /** The database does not have a checkpoint that was kept outside it: it was put back to an older state. */
  | {
      readonly kind: 'rollback';
      /** The file beside the key, or one that the auditor kept. */
      readonly keptIn: 'head_file' | 'given_file';
      readonly number: number;
      /** The newest checkpoint of the database; 0 where it has none. */
      readonly newest: number;
    };

/** A write whose intent is on record and whose outcome is not. */
export interface OpenIntent {
  readonly workspaceId: string;
  readonly callId: string;
  readonly at: number;
  readonly userId?: string;
  readonly operation?: string;
  readonly targets?: readonly string[];
}

export interface RecordReport {
  /** Whether there is no fault. Intents without outcome are none. */
  readonly ok: boolean;
  readonly chains: number;
  readonly records: number;
  readonly checkpoints: number;
  /** The newest checkpoint, to be kept outside and given to a later verification. Absent where there is none. */
  readonly checkpoint?: KeptHead;
  /** The first of each chain; at most `mostFaults`. */
  readonly faults: readonly RecordFault[];
  readonly faultCount: number;
  /** At most `mostOpenIntents`. */
  readonly mayHaveHappened: readonly OpenIntent[];
  /** No fault, and to be told all the same: what was recorded between a backup and its restoring is not there. */
  readonly restored: readonly Restoration[];
}

export const mostFaults = 1_000;
export const mostOpenIntents = 1_000;
