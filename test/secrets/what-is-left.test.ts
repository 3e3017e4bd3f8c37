import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { openStore, type StoreLocation } from '../../src/store/open-store.ts';
import { ensureWorkspace } from '../../src/store/workspaces.ts';
import { newId } from '../support/audit-entries.ts';
import { startPostgres } from '../support/postgres.ts';
import { quietLog } from '../support/kept-log.ts';
import { allowLeft, everythingLeft, noteLeftCluster } from '../support/what-is-left.ts';

allowLeft(/./, 'these are planted, to see that they are found in what other tests leave');

/** What a database would hold if something kept secrets in it. */
async function keep(location: StoreLocation, secrets: readonly string[]): Promise<void> {
  const store = await openStore(location, { clock: systemClock, log: quietLog });
  for (const [index, name] of secrets.entries())
    await ensureWorkspace(store.db, { slug: `w-${index}`, name, now: 1 }, newId);
  await store.close();
}

async function secretsOfSandboxes(): Promise<readonly string[]> {
  const cloud = await startSandbox();
  const dataCenter = await startSandbox({ platform: 'datacenter' });
  const [person] = cloud.people;
  const [colleague] = dataCenter.people;
  const { clientSecret } = cloud.accounts.createServiceAccount({ name: 'Robot', scopes: [] });
  const link = dataCenter.oauth.register({ name: 'x', redirectUri: 'http://localhost/', scope: 'READ' });
  await cloud.close();
  await dataCenter.close();
  return [
    `Basic ${Buffer.from(`${person?.email}:${person?.apiToken}`).toString('base64')}`,
    colleague?.password ?? '',
    clientSecret,
    link.clientSecret,
    `weir_${randomBytes(32).toString('base64url')}`,
  ];
}

describe('secrets that a test leaves', () => {
  it('are found in the tables of SQLite and in its write-ahead log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-left-'));
    await keep({ kind: 'sqlite', file: join(folder, 'weir.db') }, await secretsOfSandboxes());
    rmSync(folder, { recursive: true });
    const found = everythingLeft();
    for (const kind of [
      'API token of somebody of the sample: base64',
      'password on Data Center: raw',
      'secret or code of Atlassian: raw',
      'secret, code or token of Data Center: raw',
      'agent key: raw',
    ]) {
      for (const place of ['table workspaces', 'write-ahead log'])
        expect(found.filter((one) => one.startsWith(`${place}: ${kind}`))).not.toEqual([]);
    }
  });

  it('are found in what a Postgres server leaves, and in the log', async (context) => {
    const { server } = await startPostgres(noteLeftCluster);
    if (!server) return context.skip();
    const [, password = ''] = await secretsOfSandboxes();
    await keep({ kind: 'postgres', url: await server.createDatabase() }, [password]);
    quietLog.info('test.said', { text: password });
    await server.stop();
    for (const place of ['Postgres table', 'Postgres log', 'log'])
      expect(everythingLeft()).toContain(`${place}: password on Data Center: raw`);
  });
});
