import { describe, expect, it } from 'vitest';
import { quietLog } from '../../test/support/stores.ts';
import { systemClock } from '../kernel/clock.ts';
import { Secret } from '../kernel/secret.ts';
import { openStore } from './open-store.ts';

function open(url: string): Promise<unknown> {
  return openStore({ kind: 'postgres', url: new Secret(url) }, { clock: systemClock, log: quietLog });
}

describe('a Postgres address that leads nowhere stops the start with one line', () => {
  it('that is no Postgres address', async () => {
    await expect(open('mysql://user:canary@db/weir')).rejects.toMatchObject({
      code: 'configuration',
      message: 'The database URL is not a Postgres address.',
    });
  });

  it('where nothing listens, without showing user and password', async () => {
    const error: unknown = await open('postgres://ada:canary@127.0.0.1:1/weir').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'configuration',
      message: 'The database 127.0.0.1:1/weir cannot be reached: nothing listens there.',
    });
    expect(JSON.stringify(error)).not.toMatch(/canary|ada/);
  });
});
