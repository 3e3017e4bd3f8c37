import { startCheckpoints } from '../audit/checkpointer.ts';
import { createRecorder, type ClosableRecorder } from '../audit/recorder.ts';
import { startRetention } from '../audit/retention.ts';
import { createAuditValues, type AuditValues } from '../audit/values.ts';
import { systemClock, type Clock } from '../kernel/clock.ts';
import { createIds, type NewId } from '../kernel/ids.ts';
import { systemRandom, type Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import { openStore, type Store, type StoreLocation } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { MasterKeySource } from '../vault/master-key-source.ts';
import { createVault, type Vault } from '../vault/vault.ts';

/** What every way of running Weir stands on. */
export interface Foundation {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: NewId;
  readonly log: Log;
  readonly store: Store;
  readonly recorder: ClosableRecorder;
  readonly auditKey: Secret;
  /** Where the record's newest checkpoint is kept outside the database. */
  readonly auditHead: string | undefined;
  /** The arguments of calls, for auditors. */
  readonly auditValues: AuditValues;
  readonly vault: Vault;
  /** Absent where nobody asked for traces. */
  readonly traces?: Traces | undefined;
  /** Commits the record and closes the database. */
  close(): Promise<void>;
}

/** Opens the database, its vault and this process's own chain of the record. Raises `configuration`. */
export async function openFoundation(settings: {
  readonly database: StoreLocation;
  readonly auditKey: Secret;
  /** As lasting as the database: what is sealed can be read with these alone. */
  readonly masterKeys: MasterKeySource;
  /** Where the record's newest checkpoint is kept outside the database; absent where nothing outlives the process. */
  readonly auditHead?: string;
  readonly log: Log;
  /** Closed with the rest. */
  readonly traces?: Traces | undefined;
}): Promise<Foundation> {
  const { log, auditKey, masterKeys, auditHead, traces } = settings;
  const clock = systemClock;
  const random = systemRandom;
  const ids = createIds(clock, random);
  const store = await openStore(settings.database, { clock, log });
  const vault = await createVault({ store, masterKeys, ids, random, log }).catch(async (reason: unknown) => {
    await store.close();
    throw reason;
  });
  const writer = ids('wrt');
  const recorder = createRecorder({ store, writer, key: auditKey, ids, log });
  const checkpoints = startCheckpoints({
    store,
    recorder,
    writer,
    key: auditKey,
    log,
    ...(auditHead !== undefined && { headFile: auditHead }),
  });
  const retention = startRetention({ store, recorder, key: auditKey, ids, log });
  return {
    clock,
    random,
    ids,
    log,
    store,
    recorder,
    auditKey,
    auditHead,
    auditValues: createAuditValues({ store, vault, auditKey, clock }),
    vault,
    traces,
    async close() {
      // The record does not wait for a collector.
      const tracesClosed = traces?.close();
      await retention.close();
      try {
        await recorder.close();
      } finally {
        await checkpoints.close();
        await tracesClosed;
        await vault.close();
        await store.close();
      }
    },
  };
}
