import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it, onTestFinished } from 'vitest';
import { startDemo, type RunningDemo } from '../src/app/demo.ts';
import { openFoundation } from '../src/app/foundation.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import type { StoreLocation } from '../src/store/open-store.ts';
import { describeEachStore, quietLog } from './support/stores.ts';
import { testAuditKey, testMasterKeys, textOf } from './support/weir.ts';

async function replica(
  database: StoreLocation,
  sandbox: RunningSandbox,
): Promise<{ readonly weir: RunningDemo; readonly client: Client }> {
  const parts = { auditKey: testAuditKey, masterKeys: testMasterKeys, log: quietLog };
  const foundation = await openFoundation({ database, ...parts });
  const weir = await startDemo({ foundation, sandbox, address: { host: '127.0.0.1', port: 0 } });
  onTestFinished(() => weir.close());
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(weir.mcpUrl), {
      requestInit: { headers: { authorization: `Bearer ${weir.key.reveal()}` } },
    }),
  );
  onTestFinished(() => client.close());
  return { weir, client };
}

/** Asks the admin API of one replica as the owner of the workspace. */
async function administer(weir: RunningDemo, path: string, init: RequestInit): Promise<Response> {
  const address = new URL(`/api/v1/workspaces/demo${path}`, weir.mcpUrl);
  return fetch(address, {
    ...init,
    headers: {
      authorization: `Bearer ${weir.key.reveal()}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string> | undefined),
    },
  });
}

describeEachStore('a kill switch', ({ emptyLocation }) => {
  it('ends calls that are under way on another replica, refuses new ones, and is lifted again', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const database = await emptyLocation();
    const { weir: first } = await replica(database, sandbox);
    const { client } = await replica(database, sandbox);
    const list = () => client.callTool({ name: 'confluence_list_spaces', arguments: {} });
    expect(textOf(await list())).toContain('Found');

    const reached = sandbox.faults;
    reached.add({ match: { path: /\/api\/v2\/spaces/ }, delayMs: 60_000 });
    const underWay = list();
    const made = await administer(first, '/kill-switches', {
      method: 'POST',
      body: JSON.stringify({ kind: 'workspace', reason: 'an incident' }),
    });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect(textOf(await underWay)).toContain('An administrator has stopped this for now.');
    reached.clear();
    expect(textOf(await list())).toContain('An administrator has stopped this for now.');
    expect((await client.listTools()).tools).toEqual([]);

    const etag = made.headers.get('etag') ?? '';
    const lifted = await administer(first, `/kill-switches/${id}`, {
      method: 'DELETE',
      headers: { 'if-match': etag },
    });
    expect(lifted.status).toBe(204);
    await expect.poll(async () => textOf(await list()), { timeout: 5_000 }).toContain('Found');
  });
});
