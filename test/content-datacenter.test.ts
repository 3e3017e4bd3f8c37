import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConfigured } from '../src/app/configured.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { openFoundation } from '../src/app/foundation.ts';
import type { RunningWeir } from '../src/app/serve.ts';
import { Secret } from '../src/kernel/secret.ts';
import { startSandbox, type RunningDataCenter } from '../sandbox/index.ts';
import type { Content } from '../sandbox/model/entities.ts';
import { everybodyMaySource } from './support/everybody-may.ts';
import { quietLog } from './support/stores.ts';
import { testAuditKey, testMasterKeys, textOf } from './support/weir.ts';

const key = 'weir_a-key-that-is-long-enough-to-pass';

let sandbox: RunningDataCenter;
let weir: RunningWeir;
let client: Client;
let spaceId: string;
beforeAll(async () => {
  sandbox = await startSandbox({ platform: 'datacenter', contextPath: '/confluence' });
  const foundation = await openFoundation({
    database: { kind: 'sqlite', file: ':memory:' },
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
  });
  const [ana] = sandbox.people;
  weir = await startConfigured(foundation, {
    ...(await loadConfig({ env: { HOME: '/nowhere' } })),
    server: { host: '127.0.0.1', port: 0 },
    dataDir: '/nowhere',
    database: { kind: 'sqlite', file: ':memory:' },
    logLevel: 'silent',
    governance: everybodyMaySource,
    people: [{ email: 'ana@example.test', name: 'Ana', key: new Secret(key), roles: [], isOperator: false }],
    connections: [
      {
        slug: 'wiki',
        platform: 'datacenter',
        site: sandbox.siteUrl,
        auth: { mode: 'pat', token: new Secret(ana?.personalToken ?? '') },
      },
    ],
    network: { allowPrivate: ['127.0.0.0/8'], headers: {} },
  });
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(weir.mcpUrl), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );
  const { items } = await structured('confluence_list_spaces', { keys: ['ENG'] });
  [spaceId = ''] = (items as { id: string }[]).map(({ id }) => id);
});
afterAll(async () => {
  await client.close();
  await weir.close();
  await sandbox.close();
});

async function call(name: string, args: Record<string, unknown>): Promise<string> {
  return textOf(await client.callTool({ name, arguments: args }));
}

async function structured(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: { ...args, outputFormat: 'structured' } });
  if (result.isError) throw new Error(textOf(result));
  return result.structuredContent as Record<string, unknown>;
}

const stored = (id: unknown): Content => {
  const content = sandbox.site.contents.get(String(id));
  if (!content) throw new Error(`there is no content ${String(id)}`);
  return content;
};

async function requestsDuring(run: () => Promise<unknown>): Promise<string[]> {
  const take = sandbox.faults.take.bind(sandbox.faults);
  const seen: string[] = [];
  sandbox.faults.take = (method, path) => {
    seen.push(method);
    return take(method, path);
  };
  try {
    await run();
  } finally {
    sandbox.faults.take = take;
  }
  return seen;
}

describe('pages of Data Center', () => {
  it('are made from Markdown, read as Markdown and edited, in two requests', async () => {
    const made = await structured('confluence_create_page', {
      spaceId,
      title: 'Made from Markdown',
      body: { representation: 'markdown', value: '# Plan\n\nShip *soon*.\n\n> [!NOTE]\n> Mind the gap.' },
    });
    const { id } = made;
    expect(stored(id).storage).toMatch(
      /^<h1>Plan<\/h1><p>Ship <em>soon<\/em>\.<\/p><ac:structured-macro ac:name="info"/,
    );
    let text = '';
    expect(
      await requestsDuring(async () => {
        text = await call('confluence_get_page', { id });
      }),
    ).toEqual(['GET']);
    expect(text).toContain('# Plan\n\nShip _soon_.\n\n:::info{#');
    const [, etag] = /etag=(\w+)/.exec(text) ?? [];
    expect(etag).toBe(made['etag']);
    const before = stored(id).storage;
    const requests = await requestsDuring(async () => {
      text = await call('confluence_edit_page', {
        id,
        etag,
        edits: [{ replace: { old: 'soon', new: 'later' } }],
      });
    });
    expect(text).toMatch(/^Changed page \d+, version 2, etag \w+\.\nApplied: replace\.\n</);
    expect(requests).toEqual(['GET', 'PUT']);
    expect(stored(id).storage).toBe(before.replace('soon', 'later'));
  });

  it('are said to be empty where they are, in one request', async () => {
    const { id } = await structured('confluence_create_page', { spaceId, title: 'Empty' });
    expect(await requestsDuring(() => call('confluence_get_page', { id }))).toEqual(['GET']);
    expect(await call('confluence_append_to_page', { id, markdown: 'First words.' })).toMatch(
      /^Changed page/,
    );
    expect(stored(id).storage).toBe('<p>First words.</p>');
  });

  it('name the people they mention', async () => {
    const [, ben] = sandbox.people;
    const made = await structured('confluence_create_page', {
      spaceId,
      title: 'Mentions',
      body: { representation: 'markdown', value: `Ask :mention[${ben?.displayName}].` },
    });
    expect(stored(made['id']).storage).toContain(`ri:userkey="${ben?.userKey}"`);
    expect(await call('confluence_get_page', { id: made['id'] })).toContain(
      `:mention[${ben?.displayName}]{#`,
    );
  });

  it('take no ADF', async () => {
    const { id } = await structured('confluence_create_page', { spaceId, title: 'No ADF' });
    const value = { type: 'doc', version: 1, content: [] };
    expect(
      await call('confluence_update_page', {
        id,
        version: { number: 2 },
        body: { representation: 'adf', value },
      }),
    ).toMatch(/^invalid_input: Confluence Data Center has no ADF/);
  });
});
