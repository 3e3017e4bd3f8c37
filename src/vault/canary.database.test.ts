import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodingsOf, findPlanted } from '../../test/support/canary.ts';
import { filesOfDatabase } from '../../test/support/database-files.ts';
import { baseKey, masterKeys, openVault, putSealed } from '../../test/support/sealed-bases.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { createIds } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { openStore } from '../store/open-store.ts';
import { listDataKeys } from '../store/vault-keys.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { purposes } from './sealed-columns.ts';
import { unwrapKey } from './wrapped-key.ts';

const canary = 'tok:canary/2f9+c"ü\\7d1e?&=0a';
const control = 'tok:control/8b+"ö\\44?&=9c';

describeEachStore('the files of the database', ({ emptyLocation }) => {
  it('show neither what was sealed nor the keys, in any form, and do show what was not sealed', async () => {
    const location = await emptyLocation();
    const store = await openStore(location, { clock: systemClock, log: quietLog });
    const ids = createIds(systemClock, systemRandom);
    const source = masterKeys(canary);
    const vault = await openVault(store, source);
    await putSealed(store, vault, baseKey('1'), canary);
    await putSealed(store, vault, baseKey('2'), `<p>${canary.repeat(500)}</p>`);
    await vault.rotate();
    await vault.resealAll({});
    await putSealed(store, vault, baseKey('1'), JSON.stringify({ token: canary }));
    await ensureWorkspace(store.db, { slug: 'plain', name: control, now: 1 }, ids);
    const masters = await source.load({ make: false });
    const materials = await Promise.all(
      (await listDataKeys(store.db)).map((stored) => unwrapKey(stored, masters)),
    );
    await vault.close();

    const folder = await filesOfDatabase(store, location);
    const found = findPlanted(folder, control);
    const log = location.kind === 'sqlite' ? '-wal: raw' : ': raw';
    expect(found.filter((place) => place.endsWith(log))).not.toEqual([]);
    expect(findPlanted(folder, canary)).toEqual([]);
    expect(materials).toHaveLength(2 * purposes.size);
    for (const material of materials) {
      expect(findPlanted(folder, material)).toEqual([]);
    }
    await store.close();
    expect(findPlanted(folder, canary)).toEqual([]);
  });
});

describe('the scan for planted secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-canary-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds a secret in each form in which it may be written', () => {
    const bytes = Buffer.from(canary);
    const forms = {
      raw: bytes,
      utf16: Buffer.from(canary, 'utf16le'),
      hex: bytes.toString('hex'),
      HEX: bytes.toString('hex').toUpperCase(),
      'base64 at 0': bytes.toString('base64'),
      'base64 at 1': Buffer.from(`:${canary}…`).toString('base64'),
      'base64 at 2': Buffer.from(`ab${canary}…`).toString('base64'),
      'base64url at 2': Buffer.from(`user:${canary}:x`).toString('base64url').slice(4),
      url: `?token=${encodeURIComponent(canary)}`,
      form: new URLSearchParams({ token: canary }).toString(),
      json: JSON.stringify({ token: canary }),
      'json in json': JSON.stringify({ body: JSON.stringify({ token: canary }) }),
    };
    for (const [name, content] of Object.entries(forms)) {
      writeFileSync(join(folder, 'file'), Buffer.concat([Buffer.from('before '), Buffer.from(content)]));
      expect(findPlanted(folder, canary)).toContain(`file: ${name}`);
      expect(findPlanted(folder, control)).toEqual([]);
    }
    expect(encodingsOf(canary).length).toBeGreaterThan(Object.keys(forms).length);
  });
});
