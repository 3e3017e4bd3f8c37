import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { stepNames } from './migrations/index.ts';
import { openStore } from './open-store.ts';

const parts = { clock: systemClock, log: quietLog };

describeEachStore('openStore', ({ open, emptyLocation }) => {
  it('makes every table in an empty database, and finds them when opened again', async () => {
    const location = await emptyLocation();
    const tablesFound = async (): Promise<string[]> => {
      const store = await openStore(location, parts);
      const tables = await store.db.introspection.getTables();
      await store.close();
      return tables.map(({ name }) => name).toSorted();
    };
    const made = await tablesFound();
    expect(made).toEqual(
      expect.arrayContaining([
        'agent_keys',
        'audit_records',
        'oauth_records',
        'upstream_grants',
        'vault_keys',
      ]),
    );
    expect(await tablesFound()).toEqual(made);
  });

  it('migrates once when opened several times at the same moment', async ({ skip }) => {
    const location = await emptyLocation();
    skip(
      location.kind === 'sqlite',
      'a process opens a SQLite file once; sqlite.test.ts has several processes',
    );
    const opened = await Promise.all([1, 2, 3, 4].map(() => openStore(location, parts)));
    const steps = await sql`select name from weir_migrations`.execute((opened[0] ?? (await open())).db);
    expect(steps.rows).toHaveLength(stepNames.length);
    await Promise.all(opened.map((store) => store.close()));
  });

  it('refuses a database that a newer version wrote, and leaves it as it is', async () => {
    const location = await emptyLocation();
    const older = await openStore(location, parts);
    const step = sql`insert into weir_migrations (name, timestamp) values ('9999-future', '2126-01-01T00:00:00.000Z')`;
    await step.execute(older.db);
    await older.close();
    await expect(openStore(location, parts)).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/was written by a newer version of Weir \(it has 9999-future\)\.$/),
    });
  });

  it('tells the time', async () => {
    const store = await open();
    expect(Math.abs((await store.now()) - systemClock.now())).toBeLessThan(60_000);
  });
});
