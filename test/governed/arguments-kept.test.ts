import { expect, it } from 'vitest';
import { startGovernedWorld } from '../support/governed-world.ts';

it('arguments of a write are kept sealed for auditors before it runs, and the record is bound to them', async () => {
  const world = await startGovernedWorld();
  try {
    const { foundation, space } = world;
    const args = { spaceId: space.id, title: 'Kept', body: { representation: 'storage', value: '<p>k</p>' } };
    expect((await world.call('pages.create', args)).ok).toBe(true);
    expect((await world.call('pages.list', { limit: 1 })).ok).toBe(true);
    const [intent, outcome, read] = await world.record();
    if (!intent || !outcome || !read) throw new Error('Three records were expected.');
    const kept = await foundation.auditValues.read(intent);
    expect(kept?.args).toMatchObject(args);
    expect([intent.argumentDigest, outcome.argumentDigest]).toEqual([
      kept?.argumentDigest,
      kept?.argumentDigest,
    ]);
    expect(await foundation.auditValues.read(read)).toBeUndefined();
  } finally {
    await world.close();
  }
});
