// A process of its own beside a rotation of keys. Arguments: the database as JSON, then a name for its pages: it seals,
// stores, reads and opens until its standard input ends. Without a name it seals older values again. Prints JSON lines.
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { getBodyBase } from '../../src/store/body-bases.ts';
import { openStore, type Store, type StoreLocation } from '../../src/store/open-store.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { keyIdOf } from '../../src/vault/sealed-value.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { baseKey, openVault, placeOf, putSealed } from './sealed-bases.ts';

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

/** A line for each data key it meets, and at the end how many pages it wrote and how many came back wrong. */
async function work(store: Store, vault: Vault, name: string): Promise<void> {
  const stopping = new AbortController();
  process.stdin.on('end', () => stopping.abort()).resume();
  const met = new Set<string>();
  let pages = 0;
  let wrong = 0;
  while (!stopping.signal.aborted) {
    const page = `${name}-${pages}`;
    await putSealed(store, vault, baseKey(page), `text of ${page}`);
    for (const earlier of [page, `${name}-${Math.floor(pages / 2)}`]) {
      const sealed = (await getBodyBase(store.db, baseKey(earlier), 2)) ?? new Uint8Array();
      const text = Buffer.from(await vault.open(sealed, placeOf(baseKey(earlier)))).toString();
      if (text !== `text of ${earlier}`) wrong += 1;
      const keyId = keyIdOf(sealed) ?? '';
      if (!met.has(keyId)) print({ met: keyId });
      met.add(keyId);
    }
    pages += 1;
    await sleep(3);
  }
  print({ pages, wrong });
}

const [place = '', name] = process.argv.slice(2);
const { file, url } = JSON.parse(place) as { readonly file?: string; readonly url?: string };
const location: StoreLocation =
  file === undefined ? { kind: 'postgres', url: new Secret(url ?? '') } : { kind: 'sqlite', file };
const store = await openStore(location, { clock: systemClock, log: createLog({ level: 'warn' }) });
const vault = await openVault(store);
if (name !== undefined) await work(store, vault, name);
else print({ result: await vault.resealAll({ onProgress: print }) });
await vault.close();
await store.close();
