import type { NewId } from '../kernel/ids.ts';
import type { Secret } from '../kernel/secret.ts';
import { recordsInTime } from '../store/audit-records.ts';
import type { Executor } from '../store/open-store.ts';
import { installation } from '../store/settings.ts';
import { macOf } from './chain.ts';
import type { AuditEntry } from './record.ts';

const operation = 'record.restored';
const mostTold = 1_000;

/** That a backup was put in the place of the database: what was recorded after it is not there any more. */
export interface Restoration {
  readonly at: number;
  /** Of when the backup is, the digest of what it held, its newest checkpoint, and the newer one that was kept outside. */
  readonly details: readonly string[];
}

/** The restoring itself as an entry of the installation's record. */
export function restorationEntry(
  {
    at,
    takenAt,
    sha256,
    checkpoint,
    kept,
  }: {
    readonly at: number;
    /** When the backup was made, UTC milliseconds. */
    readonly takenAt: number;
    readonly sha256: string;
    /** Number of the newest checkpoint that the backup holds; 0 where it has none. */
    readonly checkpoint: number;
    /** Number of the checkpoint in `audit-head.json` where the backup does not hold it. */
    readonly kept?: number;
  },
  ids: NewId,
): AuditEntry {
  return {
    kind: 'governance',
    at,
    workspaceId: installation,
    callId: ids('call'),
    userId: 'system',
    operation,
    outcome: 'ok',
    details: [
      `backup of ${new Date(takenAt).toISOString()}`,
      `sha256 ${sha256}`,
      `its newest checkpoint ${checkpoint}`,
      ...(kept === undefined ? [] : [`checkpoint kept outside ${kept}`]),
    ],
  };
}

/** Every time that a backup was restored, as far as the record goes back and somebody with the key wrote it; oldest first. */
export async function restorationsOf(db: Executor, key: Secret): Promise<Restoration[]> {
  const records = await recordsInTime(db, { workspaceId: installation, operation }, { limit: mostTold });
  return records
    .filter(({ mac, ...unbound }) => mac === macOf(key, unbound))
    .map(({ at, details = [] }) => ({ at, details }));
}
