import { describe, expect, it } from 'vitest';
import { createLog } from '../../telemetry/log.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { testConfigured } from './test-configured.ts';

const log = createLog({ level: 'silent' });

const connection = (slug: string): StoredConnection => ({
  workspaceId: 'wsp_1',
  id: `con_${slug}`,
  slug,
  platform: 'datacenter',
  site: 'https://wiki.example.test',
  authMode: 'pat',
  settings: {},
  isEnabled: true,
  state: 'unverified',
  origin: 'config',
  createdAt: 1,
  updatedAt: 1,
});

describe('testing what the configuration names', () => {
  it('goes on after a test that fails', async () => {
    const asked: string[] = [];
    await testConfigured(
      {
        async test(_actor, tested) {
          asked.push(tested.slug);
          if (tested.slug === 'one') throw new Error('the database is away');
          return tested;
        },
      },
      [connection('one'), connection('two')],
      { log, signal: new AbortController().signal },
    );
    expect(asked).toEqual(['one', 'two']);
  });

  it('ends at once when it is told to, in the middle of a test that never ends', async () => {
    const stopping = new AbortController();
    const asked: string[] = [];
    const testing = testConfigured(
      {
        test(_actor, tested) {
          asked.push(tested.slug);
          return new Promise(() => undefined);
        },
      },
      [connection('one'), connection('two')],
      { log, signal: stopping.signal },
    );
    stopping.abort();
    await testing;
    expect(asked).toEqual(['one']);
  });
});
