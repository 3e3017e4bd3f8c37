import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Secret } from '../kernel/secret.ts';
import { findAuditValues, putAuditValues } from '../store/audit-values.ts';
import type { Store } from '../store/open-store.ts';
import type { Sealer } from '../vault/vault.ts';
import { argumentDigest } from './arguments.ts';
import type { AuditEntry } from './record.ts';
import { dayMs, recordKeeping, type RecordKeeping } from './record-keeping.ts';

export interface AuditValuesParts {
  readonly store: Store;
  readonly vault: Sealer;
  /** The record's: a keyed digest binds values to the chain, so that they can be erased and the chain stays whole. */
  readonly auditKey: Secret;
  readonly clock: Clock;
}

/** The arguments of calls, sealed, for auditors (GOVERNANCE §4). */
export interface AuditValues {
  /**
   * Keeps the arguments of a call where its workspace wants them kept, and answers what the call's entry says of them
   * then. Before the intent of a write, or the outcome of a read, is put on record. Raises `internal` where they cannot be
   * kept.
   */
  valuesFor(entry: Subject, args: unknown): Promise<Pick<AuditEntry, 'argumentDigest'>>;
  /** Undefined where none were kept, or their time is over. */
  read(call: Pick<AuditEntry, 'workspaceId' | 'callId'>): Promise<KeptValues | undefined>;
}

export type Subject = Pick<AuditEntry, 'workspaceId' | 'callId' | 'effect'>;

export interface KeptValues {
  readonly args: unknown;
  /** What the record of the call holds where these are its arguments. */
  readonly argumentDigest: string;
}

const column = 'audit_values.sealed';
/** Milliseconds for which a workspace's choice is not read again. */
const rememberMs = 1_000;

export function createAuditValues({ store, vault, auditKey, clock }: AuditValuesParts): AuditValues {
  const remembered = new Map<string, { readonly keeping: RecordKeeping; readonly readAt: number }>();

  async function keepingOf(workspaceId: string): Promise<RecordKeeping> {
    const known = remembered.get(workspaceId);
    const now = clock.now();
    if (known && now - known.readAt < rememberMs) return known.keeping;
    const keeping = await recordKeeping(store.db, workspaceId);
    remembered.set(workspaceId, { keeping, readAt: now });
    return keeping;
  }

  return {
    async valuesFor({ workspaceId, callId, effect }, args) {
      const { values, valuesDays } = await keepingOf(workspaceId);
      if (!isKept(values, effect)) return {};
      try {
        const sealed = await vault.seal(packed(args), { column, workspaceId, callId });
        // Days matter here, not the milliseconds between two clocks.
        const createdAt = clock.now();
        const expiresAt = createdAt + valuesDays * dayMs;
        await putAuditValues(store, { workspaceId, callId, sealed, createdAt, expiresAt });
      } catch (cause) {
        throw new AppError('internal', 'The arguments of this call cannot be kept for auditors.', {
          nextStep: 'Nothing was changed. Try again later; an administrator finds the cause in the log.',
          cause,
        });
      }
      return { argumentDigest: argumentDigest(auditKey, args) };
    },
    async read({ workspaceId, callId }) {
      const sealed = await findAuditValues(store.db, { workspaceId, callId }, await store.now());
      if (!sealed) return undefined;
      const args = unpacked(await vault.open(sealed, { column, workspaceId, callId }));
      return { args, argumentDigest: argumentDigest(auditKey, args) };
    },
  };
}

function isKept(values: RecordKeeping['values'], effect: string | undefined): boolean {
  switch (values) {
    case 'off':
      return false;
    case 'all':
      return true;
    case 'writes':
      return effect !== 'read';
    default:
      return values satisfies never;
  }
}

/** Bodies of pages are most of it. */
function packed(args: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(args) ?? 'null', { level: 1 });
}

function unpacked(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes).toString());
}
