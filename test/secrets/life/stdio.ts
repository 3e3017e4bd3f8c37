import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createPerson } from '../../../sandbox/model/people.ts';
import type { StoreLocation } from '../../../src/store/open-store.ts';
import { canary } from '../ledger.ts';
import type { World } from '../world.ts';

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

/**
 * Somebody's own Weir with a token in its environment: on Cloud, where errors quote it, until its client goes; on Data
 * Center until it is killed, so that its database keeps its write-ahead log. The control is the name of the client.
 */
export async function serveOneself(world: World, control: string): Promise<void> {
  const { ledger, cloud, dataCenter, weir } = world;
  const inState = (file: string): string => join(weir.outputFolder, 'state', 'weir', file);
  const somebody = () => ({
    displayName: 'Own',
    email: 'own@weir.test',
    apiToken: ledger.plant('token for weir stdio', canary()),
  });
  const onCloud = createPerson(cloud.site, somebody());
  const own = await start(world, 'stdio-cloud', {
    CONFLUENCE_URL: cloud.siteUrl,
    CONFLUENCE_EMAIL: onCloud.email,
    CONFLUENCE_API_TOKEN: onCloud.apiToken,
  });
  await own.greet(control);
  expect(await own.listSpaces()).not.toHaveProperty('isError', true);
  cloud.faults.add({ match: { path: /\/api\/v2/ }, quotesRequest: true, status: 403 });
  expect(await own.listSpaces()).toHaveProperty('isError', true);
  cloud.faults.clear();
  await own.leave();

  const other = await start(world, 'stdio-datacenter', {
    CONFLUENCE_URL: dataCenter.siteUrl,
    CONFLUENCE_PERSONAL_TOKEN: createPerson(dataCenter.site, somebody()).apiToken,
  });
  await other.greet(control);
  expect(await other.listSpaces()).not.toHaveProperty('isError', true);
  // A read is answered before it is on record.
  await expect
    .poll(() => readFileSync(inState('stdio.db-wal')).includes(control), { timeout: 60_000 })
    .toBe(true);
  await other.kill();
  const keyIn = (file: string): string => readFileSync(inState(file), 'utf8').trim();
  ledger.plant('master key of weir stdio', keyIn('stdio-master.key'));
  ledger.plant('key of the record of weir stdio', keyIn('audit.key'));
}

/** Where that keeps its record. */
export function ownDatabase({ weir }: World): StoreLocation {
  return { kind: 'sqlite', file: join(weir.outputFolder, 'state', 'weir', 'stdio.db') };
}

async function start({ weir }: World, name: string, account: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [main, 'stdio'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      XDG_STATE_HOME: join(weir.outputFolder, 'state'),
      WEIR_LOG_LEVEL: 'debug',
      ...account,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const kept = [
    child.stdout.pipe(createWriteStream(join(weir.outputFolder, name))),
    child.stderr.pipe(createWriteStream(join(weir.outputFolder, `${name}.stderr`))),
  ].map((file) => once(file, 'close'));
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let asked = 0;
  const ask = async (method: string, params: object): Promise<unknown> => {
    asked += 1;
    send({ id: asked, method, params });
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${name} ended; see its log`);
      const { id, result } = JSON.parse(value) as { readonly id?: number; readonly result?: unknown };
      if (id === asked) return result;
    }
  };
  return {
    async greet(client: string) {
      const clientInfo = { name: client, version: '1' };
      await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
      send({ method: 'notifications/initialized' });
    },
    listSpaces: () => ask('tools/call', { name: 'confluence_list_spaces', arguments: {} }),
    async leave() {
      child.stdin.end();
      expect(await ended).toEqual([0, null]);
      await Promise.all(kept);
    },
    async kill() {
      child.kill('SIGKILL');
      await Promise.all([ended, ...kept]);
    },
  };
}
