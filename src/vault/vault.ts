import { AppError } from '../kernel/app-error.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Random } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { nonceLength } from './cipher.ts';
import {
  changeMasterKey,
  makeFirstDataKeys,
  makeNextDataKeys,
  type NewDataKey,
  type Rewrapping,
} from './data-keys.ts';
import { hasAllDataKeys, loadKeyRing } from './key-ring.ts';
import type { MasterKeySource } from './master-key-source.ts';
import { createResealing, type ResealOptions, type ResealResult } from './reseal.ts';
import { purposeOf, rowKeyOf, type SealContext } from './sealed-columns.ts';
import { keyIdOf, openUnder, sealUnder, type Place } from './sealed-value.ts';

/** Seals values for one place in the database, where alone they can be opened again. */
export interface Sealer {
  seal(plaintext: Uint8Array | Secret, context: SealContext): Promise<Uint8Array>;
  /**
   * A value under a key that is new to this process costs a look into the database, so that this has no place inside a
   * transaction. Raises `internal` for a value that was changed, moved, or sealed under a key that is not there.
   */
  open(sealed: Uint8Array, context: SealContext): Promise<Uint8Array>;
}

export interface Vault extends Sealer {
  /** Makes a new data key for every purpose. `resealAll` then brings older values under it. */
  rotate(): Promise<readonly NewDataKey[]>;
  changeMasterKey(): Promise<Rewrapping>;
  resealAll(options: ResealOptions): Promise<ResealResult>;
  /** Before the store is closed. */
  close(): Promise<void>;
}

export interface VaultParts {
  readonly store: Store;
  readonly masterKeys: MasterKeySource;
  readonly ids: NewId;
  readonly random: Random;
  readonly log: Log;
}

/** Milliseconds between two looks for keys that other processes made. */
const lookMs = 500;
/** Milliseconds between two looks for a rotation that somebody left unfinished. */
const tendMs = 60_000;

/**
 * Envelope encryption: values are sealed with AES-256-GCM under data keys, which lie in the database wrapped by a master
 * key that does not. Raises `configuration` where the master key is missing or is not the one of this database.
 */
export async function createVault(parts: VaultParts): Promise<Vault> {
  const { store, random, log } = parts;
  if (!(await hasAllDataKeys(store))) await makeFirstDataKeys(parts);
  const ring = await loadKeyRing(parts);
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  const sealAt = (place: Place, plaintext: Uint8Array): Uint8Array =>
    sealUnder(ring.active(purposeOf(place.column)), plaintext, {
      place,
      nonce: random.bytes(nonceLength),
    });

  async function openAt(place: Place, sealed: Uint8Array): Promise<Uint8Array> {
    const keyId = keyIdOf(sealed);
    if (keyId === undefined) throw unreadable(place, 'it is not a sealed value of a known version');
    const key = await ring.find(keyId);
    if (!key) throw unreadable(place, `its data key ${keyId} is not there or cannot be unwrapped`);
    const plaintext = openUnder(key, sealed, place);
    if (!plaintext) throw unreadable(place, 'it was changed, or sealed for another row');
    return plaintext;
  }

  const resealAll = createResealing({ ...parts, ring, sealAt, openAt });

  function every(milliseconds: number, work: () => Promise<unknown>): NodeJS.Timeout {
    let failing = false;
    const once = async (): Promise<void> => {
      try {
        await work();
        failing = false;
      } catch (error) {
        // A database that is away is told once, not twice a second.
        if (!failing) log.warn('vault.look_failed', { error });
        failing = true;
      }
    };
    return setInterval(() => {
      const run = once().finally(() => running.delete(run));
      running.add(run);
    }, milliseconds).unref();
  }
  const timers = [
    every(lookMs, () => ring.refresh()),
    every(tendMs, () => resealAll({ signal: stopping.signal })),
  ];

  return {
    async seal(plaintext, context) {
      const bytes = plaintext instanceof Secret ? Buffer.from(plaintext.reveal()) : plaintext;
      return sealAt(placeOf(context), bytes);
    },
    async open(sealed, context) {
      return openAt(placeOf(context), sealed);
    },
    async rotate() {
      const made = await makeNextDataKeys(parts);
      await ring.refresh();
      return made;
    },
    changeMasterKey: () => changeMasterKey(parts),
    resealAll,
    async close() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await Promise.allSettled(running);
    },
  };
}

function placeOf(context: SealContext): Place {
  return { column: context.column, row: rowKeyOf(context) };
}

/** Says nothing of the value. */
function unreadable({ column }: Place, why: string): AppError {
  return new AppError('internal', 'Weir cannot read a value that it sealed.', {
    nextStep: 'An administrator finds the cause in the log.',
    detail: `${column}: ${why}`,
  });
}
