import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../kernel/app-error.ts';
import type { NewId } from '../kernel/ids.ts';
import { releaseLease, renewLease, takeLease, type Lease } from '../store/leases.ts';
import type { Store } from '../store/open-store.ts';
import {
  countSealedOtherwise,
  replaceSealed,
  rowsSealedOtherwise,
  type SealedRow,
} from '../store/sealed-rows.ts';
import { advanceReseal, nextReseal, type Reseal } from '../store/vault-reseals.ts';
import type { Log } from '../telemetry/log.ts';
import type { KeyRing } from './key-ring.ts';
import { purposeOf, sealedColumnNamed, storedColumn, type SealedColumnName } from './sealed-columns.ts';
import type { Place } from './sealed-value.ts';

export interface ResealOptions {
  /** Stops after the rows that are being written; the rest waits for the next one who asks. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ResealProgress) => void;
}

export interface ResealProgress {
  readonly column: SealedColumnName;
  /** Rows. */
  readonly resealed: number;
  /** Rows that could not be opened and stay as they are. */
  readonly unreadable: number;
  /** Rows that are still under an older key. */
  readonly left: number;
}

/** `busy`: another process is at it, and will finish it. */
export type ResealResult = 'done' | 'stopped' | 'busy';

export interface ResealParts {
  readonly store: Store;
  readonly ids: NewId;
  readonly log: Log;
  readonly ring: KeyRing;
  readonly sealAt: (place: Place, plaintext: Uint8Array) => Uint8Array;
  readonly openAt: (place: Place, sealed: Uint8Array) => Promise<Uint8Array>;
}

const leaseName = 'vault.reseal';
/** Milliseconds after which another process takes over from one that died. */
const leaseMs = 30_000;
/** Milliseconds in which every process has surely met a new data key, so that nothing new comes under an older one. */
const settleMs = 1_000;
const rowsAtOnce = 20;
/** Milliseconds between two transactions, for other writers. */
const pauseMs = 5;

/** Brings every column that a rotation left unfinished under its new data key, one process at a time, few rows at a time. */
export function createResealing(parts: ResealParts): (options: ResealOptions) => Promise<ResealResult> {
  const { store, ids } = parts;

  return async (options) => {
    if (!(await nextReseal(store.db))) return 'done';
    const holder = ids('lse');
    const leaseAt = (now: number): Lease => ({ name: leaseName, holder, expiresAt: now + leaseMs });
    const now = await store.now();
    if (!(await takeLease(store.db, leaseAt(now), now))) return 'busy';
    try {
      return await resealEach(options, leaseAt);
    } finally {
      await releaseLease(store.db, { name: leaseName, holder });
    }
  };

  async function resealEach(
    { signal, onProgress }: ResealOptions,
    leaseAt: (now: number) => Lease,
  ): Promise<ResealResult> {
    const progressOf = onProgress && countingDown(parts);
    // Asked again after each step: another rotation may have begun a column anew.
    for (;;) {
      if (signal?.aborted) return 'stopped';
      const work = await nextReseal(store.db);
      if (!work) return 'done';
      const now = await store.now();
      const early = work.startedAt + settleMs - now;
      if (early > 0) {
        // An abort is seen above.
        await sleep(early, undefined, signal && { signal }).catch(() => {});
        continue;
      }
      const step = await prepareStep(parts, work);
      const before = await progressOf?.(step);
      const ours = await store.db.transaction().execute(async (transaction) => {
        if (!(await renewLease(transaction, leaseAt(now)))) return false;
        for (const { row, sealed } of step.replacements)
          await replaceSealed(transaction, storedColumn(step.column), row, sealed);
        await advanceReseal(transaction, { ...step.after, ...(step.isLast && { finishedAt: now }) });
        return true;
      });
      if (!ours) return 'busy';
      // Of a column without anything to seal again there is nothing to say.
      if (before && step.rows > 0) onProgress?.(before);
      await sleep(pauseMs);
    }
  }
}

interface Step {
  readonly column: SealedColumnName;
  /** The header of values that are as they should be. */
  readonly header: Uint8Array;
  readonly rows: number;
  readonly replacements: readonly { readonly row: SealedRow; readonly sealed: Uint8Array }[];
  /** The work as it stands once the replacements are stored. */
  readonly after: Reseal;
  readonly isLast: boolean;
}

/** Opens the next rows and seals them again. Outside the transaction that stores them, which stays short. */
async function prepareStep({ store, ring, log, sealAt, openAt }: ResealParts, work: Reseal): Promise<Step> {
  const column = sealedColumnNamed(work.columnName);
  // Also makes sure that the key is the active one here.
  if (!column || !(await ring.find(work.keyId))) {
    throw new AppError('internal', 'A key rotation cannot be finished by this process.', {
      nextStep: 'Give it the master key that the others have and the same version of Weir.',
      detail: `${work.columnName} under ${work.keyId}`,
    });
  }
  const { header } = ring.active(purposeOf(column));
  const stored = storedColumn(column);
  const rows = await rowsSealedOtherwise(store.db, stored, {
    header,
    after: work.cursor,
    limit: rowsAtOnce,
  });
  const replacements: { readonly row: SealedRow; readonly sealed: Uint8Array }[] = [];
  for (const row of rows) {
    const place: Place = { column, row: row.key };
    try {
      replacements.push({ row, sealed: sealAt(place, await openAt(place, row.sealed)) });
    } catch (error) {
      // Whoever reads it is told the same; the others must not wait for it.
      log.warn('vault.row_unreadable', { error });
    }
  }
  return {
    column,
    header,
    rows: rows.length,
    replacements,
    after: {
      ...work,
      cursor: rows.at(-1)?.key ?? work.cursor,
      resealed: work.resealed + replacements.length,
      unreadable: work.unreadable + rows.length - replacements.length,
    },
    isLast: rows.length < rowsAtOnce,
  };
}

/** What is left is counted once for each data key and column, and counted down from there. */
function countingDown({ store }: ResealParts): (step: Step) => Promise<ResealProgress> {
  let counted: { readonly of: string; left: number } | undefined;
  return async ({ column, header, rows, after, isLast }) => {
    const of = `${column} ${after.keyId}`;
    if (counted?.of !== of)
      counted = { of, left: await countSealedOtherwise(store.db, storedColumn(column), header) };
    counted.left = isLast ? 0 : Math.max(0, counted.left - rows);
    return { column, resealed: after.resealed, unreadable: after.unreadable, left: counted.left };
  };
}
