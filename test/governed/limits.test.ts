import { afterEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { StoredLimit } from '../../src/store/call-limits.ts';
import { createCallLimits } from '../../src/gateway/limits/create-call-limits.ts';
import { startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';
import { describeEachStore, quietLog } from '../support/stores.ts';

describeEachStore('limits of calls', ({ open, emptyLocation }) => {
  let world: GovernedWorld | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  const day = 86_400_000;
  const call = {
    workspaceId: 'wsp_1',
    userId: 'usr_1',
    agentId: 'agt_1',
    operationId: 'pages.get',
    connectionId: 'con_1',
    profiles: ['prf_1'],
  };
  const limit = (part: Partial<StoredLimit>): StoredLimit => ({
    workspaceId: 'wsp_1',
    id: 'lim',
    subjectKind: 'person',
    subject: '*',
    measure: 'calls_a_day',
    amount: 5,
    updatedAt: 1,
    ...part,
  });
  const outcomes = async (limits: ReturnType<typeof createCallLimits>, count: number, of = call) => {
    const results = await Promise.allSettled(Array.from({ length: count }, () => limits.take(of)));
    return results.filter(({ status }) => status === 'fulfilled').length;
  };

  it('let through so many, and say whose limit it is and when to come back', async () => {
    const store = await open();
    const limits = createCallLimits({ store, clock: systemClock, limitsOf: () => [limit({})] });
    expect(await outcomes(limits, 20)).toBe(5);
    const refusal = await limits.take(call).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'rate_limited',
      message: 'The limit of 5 calls a day is used up: it is yours.',
    });
    const { retryAfterMs = 0 } = (refusal as { fields: { retryAfterMs?: number } }).fields;
    const left = day - ((await store.now()) % day);
    expect(Math.abs(retryAfterMs - left)).toBeLessThan(60_000);
    expect(await outcomes(limits, 3, { ...call, userId: 'usr_2' })).toBe(3);
  });

  it('are never exceeded by several processes, and cost a write for a block', async () => {
    const store = await open();
    const limitsOf = () => [limit({ amount: 400 })];
    const processes = [1, 2, 3].map(() => createCallLimits({ store, clock: systemClock, limitsOf }));
    const through = await Promise.all(processes.map((limits) => outcomes(limits, 300)));
    const all = through.reduce((sum, one) => sum + one, 0);
    expect(all).toBe(400);
    const other = createCallLimits({ store, clock: systemClock, limitsOf });
    expect(await outcomes(other, 10)).toBe(0);
    const [usage] = await store.db.selectFrom('limit_usage').selectAll().execute();
    expect(usage?.used).toBe(400);
  });

  it('leave at most a block unused for each further process', async () => {
    const store = await open();
    const limitsOf = () => [limit({ amount: 100 })];
    const one = createCallLimits({ store, clock: systemClock, limitsOf });
    const idle = createCallLimits({ store, clock: systemClock, limitsOf });
    expect(await outcomes(idle, 1)).toBe(1);
    const through = await outcomes(one, 200);
    expect(through).toBeLessThanOrEqual(99);
    expect(through).toBeGreaterThanOrEqual(95);
  });

  it('begin anew with each window', async () => {
    const store = await open();
    let ahead = 0;
    const clock = { now: () => Date.now() + ahead };
    const shifted = { ...store, now: async () => clock.now() };
    const limitsOf = () => [limit({ measure: 'calls_a_minute', amount: 2 })];
    const limits = createCallLimits({ store: shifted, clock, limitsOf });
    expect(await outcomes(limits, 4)).toBe(2);
    ahead = 60_000;
    expect(await outcomes(limits, 4)).toBe(2);
    ahead = 10 * 60_000;
    await limits.take(call);
    // Windows that are over are thrown away.
    expect(await store.db.selectFrom('limit_usage').selectAll().execute()).toHaveLength(1);
  });

  it('of one subject go before those of each, and a refused call counts nowhere', async () => {
    const store = await open();
    const limits = createCallLimits({
      store,
      clock: systemClock,
      limitsOf: () => [
        limit({ amount: 1 }),
        limit({ subject: 'usr_1', amount: 3 }),
        limit({ subjectKind: 'connection', subject: 'con_1', amount: 4 }),
      ],
    });
    expect(await outcomes(limits, 10)).toBe(3);
    expect(await outcomes(limits, 10, { ...call, userId: 'usr_2' })).toBe(1);
    expect(await outcomes(limits, 10, { ...call, userId: 'usr_3' })).toBe(0);
  });

  it('of profiles: one with room is enough', async () => {
    const store = await open();
    const limits = createCallLimits({
      store,
      clock: systemClock,
      limitsOf: () => [
        limit({ subjectKind: 'profile', subject: 'prf_1', amount: 2 }),
        limit({ subjectKind: 'profile', subject: 'prf_2', amount: 1 }),
        limit({ subjectKind: 'profile', subject: 'prf_1', measure: 'results_a_call', amount: 7 }),
      ],
    });
    expect(await outcomes(limits, 10, { ...call, profiles: ['prf_1', 'prf_2'] })).toBe(3);
    expect(await outcomes(limits, 3, { ...call, profiles: ['prf_1', 'prf_3'] })).toBe(3);
    expect(limits.mostResults({ ...call, profiles: ['prf_1'] })).toBe(7);
    expect(limits.mostResults({ ...call, profiles: ['prf_1', 'prf_3'] })).toBeUndefined();
  });

  it('hold in the pipeline, a refusal being on record, and rows of an answer too', async () => {
    world = await startGovernedWorld(await emptyLocation());
    await world.setLimit('tool', 'pages.list', 'results_a_call', 2);
    const listed = await world.call('pages.list', { limit: 50 });
    expect(listed).toMatchObject({
      ok: true,
      structured: { items: [{}, {}], nextCursor: expect.any(String) },
    });
    await world.setLimit('agent', 'agt_test', 'calls_a_day', 1);
    expect((await world.call('spaces.list', {})).ok).toBe(true);
    const refused = await world.call('spaces.list', {});
    expect(refused.text).toMatch(
      /^rate_limited: The limit of 1 calls a day is used up: it is this agent’s\.\nWait \d+ s/,
    );
    expect((await world.record()).at(-1)).toMatchObject({
      operation: 'spaces.list',
      outcome: 'rate_limited',
    });
  });

  it('refuse where the database cannot be asked', async () => {
    const store = await openStore(await emptyLocation(), { clock: systemClock, log: quietLog });
    const limits = createCallLimits({ store, clock: systemClock, limitsOf: () => [limit({})] });
    await store.close();
    await expect(limits.take(call)).rejects.toThrow();
  });
});
