import { expect, it } from 'vitest';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { openStore } from './open-store.ts';

const parts = { clock: systemClock, log: quietLog };

describeEachStore('openStore', ({ open, emptyLocation }) => {
  it('makes every table in an empty database, and finds them when opened again', async () => {
    const location = await emptyLocation();
    for (const _ of [1, 2]) {
      const store = await openStore(location, parts);
      const tables = await store.db.introspection.getTables();
      expect(
        tables
          .map((table) => table.name)
          .filter((name) => !name.startsWith('weir_'))
          .toSorted(),
      ).toEqual([
        'agent_keys',
        'audit_checkpoints',
        'audit_records',
        'body_bases',
        'connections',
        'download_tickets',
        'people',
        'workspaces',
      ]);
      await store.close();
    }
  });

  it('tells the time', async () => {
    const store = await open();
    expect(Math.abs((await store.now()) - systemClock.now())).toBeLessThan(60_000);
  });
});
