import type { Recorder } from '../audit/record.ts';
import { recordedChange, type Actor, type Change } from '../auth/administration/change.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Operation } from '../operations/operation.ts';
import type { Store } from '../store/open-store.ts';
import type { Sealer } from '../vault/vault.ts';

/** What every change of a governance needs. */
export interface GovernanceParts {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly ids: NewId;
  readonly random: Random;
  /** Of the secrets that hooks and streams sign with. */
  readonly vault: Pick<Sealer, 'seal'>;
  /** Every operation that this Weir offers. */
  readonly catalogue: readonly Operation[];
  readonly snapshot: { refresh(): Promise<void> };
}

/** One change of governance: in one transaction, on record, known to this process when it returns and to all within a second. */
export function changeGovernance<T>(
  { store, recorder, ids, snapshot }: Pick<GovernanceParts, 'store' | 'recorder' | 'ids' | 'snapshot'>,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return recordedChange(
    { store, recorder, ids, revisions: ['governance'], refresh: () => snapshot.refresh() },
    actor,
    work,
  );
}
