import { recordedChange, type Actor, type Change } from '../auth/administration/change.ts';
import type { AdminApiParts } from './parts.ts';

/** One change of limits or hooks: in one transaction, on record, known to every process within a second. */
export function changeCallRules<T>(
  { store, recorder, ids, calls }: Pick<AdminApiParts, 'store' | 'recorder' | 'ids' | 'calls'>,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return recordedChange(
    { store, recorder, ids, revisions: ['governance'], refresh: () => calls.rules.refresh() },
    actor,
    work,
  );
}
