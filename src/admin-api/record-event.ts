import type { Actor, Change, GovernanceEvent } from '../auth/administration/change.ts';
import { recordedChange } from '../auth/administration/change.ts';
import type { AdminApiParts } from './parts.ts';

/** Puts on record what was looked at rather than changed. Raises `internal` where it cannot be, and then nothing is shown. */
export async function noteLook(
  { recorder, store, ids }: Pick<AdminApiParts, 'recorder' | 'store' | 'ids'>,
  actor: Actor,
  event: GovernanceEvent,
  outcome = 'ok',
): Promise<void> {
  const at = await store.now();
  await recorder.commit({ kind: 'governance', at, callId: ids('call'), ...actor, ...event, outcome });
}

/** One change of how the record is kept and sent. */
export function changeOfRecord<T>(
  parts: AdminApiParts,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return recordedChange({ ...parts, revisions: ['governance'], refresh: async () => {} }, actor, work);
}
