import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInFaults } from '../sandbox/atlassian/sign-in-faults.ts';
import type { RunningDataCenter } from '../sandbox/datacenter/start.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { openStore, type StoreLocation } from '../src/store/open-store.ts';
import {
  cloudGrant,
  dataCenterGrant,
  dueNow,
  leaseOver,
  refreshesOf,
  type GrantInUse,
} from './support/refresh-world.ts';
import type { DeathPoint, RefreshingTask } from './support/refreshing-process.ts';
import { describeEachStore, quietLog } from './support/stores.ts';
import { confluenceOf, noAtlassian } from './support/upstream-world.ts';

const signal = new AbortController().signal;
const minuteMs = 60_000;

let cloud: RunningSandbox;
let dataCenter: RunningDataCenter;
beforeAll(async () => {
  cloud = await startSandbox();
  dataCenter = await startSandbox({ platform: 'datacenter' });
});
afterAll(async () => {
  await cloud.close();
  await dataCenter.close();
});

/** Another process that uses the grant. It begins when told to. */
async function process(
  location: StoreLocation,
  { whose, connection }: GrantInUse,
  task: Pick<RefreshingTask, 'calls' | 'atlassian'> & { readonly dies?: DeathPoint },
): Promise<{ begin(): Promise<{ readonly signal: NodeJS.Signals | null; readonly digests: unknown }> }> {
  const place = location.kind === 'postgres' ? { url: location.url.reveal() } : { file: location.file };
  const script = fileURLToPath(new URL('support/refreshing-process.ts', import.meta.url));
  const argument: RefreshingTask = { place, ...whose, connectionId: connection.id, ...task };
  const child = spawn(globalThis.process.execPath, [script, JSON.stringify(argument)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    async begin() {
      child.stdin.end();
      const line = await lines.next();
      const [, killedBy] = await closed;
      return { signal: killedBy, digests: line.done ? undefined : JSON.parse(line.value) };
    },
  };
}

/** A page read as the person of the grant, and whose account that is. */
async function readPage({ world, whose, connection }: GrantInUse): Promise<string> {
  const confluence = confluenceOf(world, connection, await world.upstream.open(whose, connection));
  const { items } = await confluence.pages.list({ limit: 1 }, signal);
  expect(items).toHaveLength(1);
  return (await confluence.users.me(signal)).id;
}

/** What a restart finds: the sweeper has had its turn. */
async function restart(grant: GrantInUse, settled: (row: Awaited<ReturnType<GrantInUse['row']>>) => boolean) {
  const sweeper = grant.world.upstream.startSweeper();
  await expect.poll(async () => settled(await grant.row()), { timeout: 20_000 }).toBe(true);
  await sweeper.close();
  grant.clock.advance(1_001);
}

describeEachStore('one refresh', ({ emptyLocation }) => {
  const openGrant = async (platform: 'cloud' | 'datacenter') => {
    const location = await emptyLocation();
    const store = await openStore(location, { clock: systemClock, log: quietLog });
    const grant = await (platform === 'cloud'
      ? cloudGrant(store, cloud)
      : dataCenterGrant(store, dataCenter));
    await dueNow(grant);
    return {
      location,
      grant,
      close: async () => {
        await grant.close();
        await store.close();
      },
    };
  };

  it('serves 50 parallel calls of two processes', async () => {
    const { location, grant, close } = await openGrant('cloud');
    const task = { calls: 25, atlassian: cloud.atlassian };
    const processes = await Promise.all([1, 2].map(() => process(location, grant, task)));
    const ended = await Promise.all(processes.map((one) => one.begin()));
    expect(refreshesOf(cloud, grant)).toBe(1);
    const header = await (await grant.world.upstream.open(grant.whose, grant.connection)).authorization();
    const digest = createHash('sha256').update(header).digest('hex');
    expect(ended).toEqual([1, 2].map(() => ({ signal: null, digests: [digest] })));
    expect(await grant.row()).toMatchObject({ generation: 2, lease_holder: null, lease_expires_at: null });
    await close();
  });

  const deathsOnCloud: readonly (readonly [DeathPoint, number, 'recovers' | 'ends'])[] = [
    ['before sending', 1, 'recovers'],
    ['before sending', 9, 'recovers'],
    ['before sending', 11, 'recovers'],
    ['after sending', 1, 'recovers'],
    ['after sending', 9, 'recovers'],
    ['after sending', 11, 'ends'],
    ['before storing', 1, 'recovers'],
    ['before storing', 9, 'recovers'],
    ['before storing', 11, 'ends'],
    ['after storing', 1, 'recovers'],
    ['after storing', 9, 'recovers'],
    ['after storing', 11, 'recovers'],
  ];
  it.each(deathsOnCloud)(
    'whose process is killed %s on Cloud, %d minutes ago: the grant %s',
    async (dies, minutes, fate) => {
      const { location, grant, close } = await openGrant('cloud');
      if (dies === 'after sending') cloud.faults.add(signInFaults.refreshLost());
      const killed = await process(location, grant, { calls: 5, atlassian: cloud.atlassian, dies });
      expect(await killed.begin()).toMatchObject({ signal: 'SIGKILL' });
      cloud.clock.advance(minutes * minuteMs);
      await leaseOver(grant);
      if (fate === 'recovers') {
        await restart(grant, (row) => row?.generation === 2);
        expect(await readPage(grant)).toBe(grant.accountId);
        expect(await grant.world.upstream.status(grant.whose, grant.connection)).toMatchObject({
          state: 'connected',
        });
      } else {
        await restart(grant, (row) => row?.state === 'reconnect_required');
        expect(await grant.row()).toMatchObject({
          access_sealed: null,
          refresh_sealed: null,
          reason: 'lost_answer',
        });
        await expect(readPage(grant)).rejects.toMatchObject({
          message: 'The token refresh failed, the user must reconnect.',
        });
        await grant.connectAgain();
        expect(await readPage(grant)).toBe(grant.accountId);
      }
      await close();
    },
  );

  const deathsOnDataCenter: readonly (readonly [DeathPoint, 'recovers' | 'ends'])[] = [
    ['before sending', 'recovers'],
    ['after sending', 'ends'],
    ['before storing', 'ends'],
    ['after storing', 'recovers'],
  ];
  it.each(deathsOnDataCenter)(
    'whose process is killed %s on Data Center: the grant %s',
    async (dies, fate) => {
      const { location, grant, close } = await openGrant('datacenter');
      if (dies === 'after sending')
        dataCenter.faults.add({
          match: { method: 'POST', path: /\/token$/ },
          times: 1,
          cut: true,
          phase: 'after',
        });
      const killed = await process(location, grant, { calls: 5, atlassian: noAtlassian, dies });
      expect(await killed.begin()).toMatchObject({ signal: 'SIGKILL' });
      await leaseOver(grant);
      if (fate === 'recovers') {
        await restart(grant, (row) => row?.generation === 2);
        expect(await readPage(grant)).toBe(grant.accountId);
      } else {
        await restart(grant, (row) => row?.state === 'reconnect_required');
        expect(await grant.world.upstream.status(grant.whose, grant.connection)).toMatchObject({
          state: 'reconnect_required',
          reason: 'The answer to a renewal of the token was lost, and Confluence gives it only once.',
        });
      }
      await close();
    },
  );
});
