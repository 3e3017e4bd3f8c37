import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { listen } from '../../src/http/listen.ts';
import type { Caller } from '../../src/gateway/call.ts';
import { createMcpHttpHandler } from '../../src/mcp/http-handler.ts';
import { RequestScope } from '../../src/mcp/request-scope.ts';
import { startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';
import { quietLog } from '../support/stores.ts';
import { textOf } from '../support/weir.ts';

let world: GovernedWorld;
let url = '';
/** Who the next request is from. */
let caller: Caller;
/** Bodies of requests, as they came. */
const bodies: string[] = [];
let close: () => Promise<void>;

beforeAll(async () => {
  world = await startGovernedWorld();
  const mcp = createMcpHttpHandler(world.protocol, quietLog);
  const app = new Hono();
  app.post('/mcp', async ({ req }) => {
    const body = (await req.json()) as object;
    bodies.push(JSON.stringify(body));
    return mcp.handle(req.raw, new RequestScope(caller), body);
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  url = `${listener.url}/mcp`;
  close = () => listener.close(() => mcp.close(0));
});
afterAll(async () => {
  await close();
  await world.close();
});
beforeEach(async () => {
  bodies.length = 0;
  caller = {
    workspaceId: world.people.ana.workspaceId,
    userId: world.people.ana.personId,
    userName: 'Ana',
    agentId: 'agt_test',
    transport: 'http',
  };
  await ask({ kind: 'person' });
});

const ask = (by: { kind: 'person' } | { kind: 'group'; group: string }) =>
  world.setRules([
    { id: 'ask', name: 'ask', priority: 1, target: {}, outcome: { kind: 'approval_required', by } },
  ]);

let made = 0;
function page(): Content {
  made += 1;
  const { sandbox, space, author } = world;
  return createContent(sandbox.site, {
    kind: 'page',
    spaceId: space.id,
    title: `Asked ${made}`,
    author,
    parentId: space.homepageId,
    storage: '<p>Before.</p>',
  });
}
const stored = ({ id }: Content): string => world.sandbox.site.contents.get(id)?.storage ?? '';
const append = (of: Content, markdown = 'After.') => ({
  name: 'confluence_append_to_page',
  arguments: { id: of.id, markdown },
});

type Answer =
  | { readonly action: 'accept'; readonly content: { readonly approve: boolean } }
  | { readonly action: 'decline' | 'cancel' };

async function client(
  answer: Answer,
  elicitation: NonNullable<ClientOptions['capabilities']>['elicitation'] | 'none' = { form: {} },
) {
  const asked: string[] = [];
  const connected = new Client(
    { name: 'asking', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: elicitation === 'none' ? {} : { elicitation } },
  );
  if (elicitation !== 'none')
    connected.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params.message);
      return { ...answer };
    });
  await connected.connect(new StreamableHTTPClientTransport(new URL(url)));
  return { connected, asked };
}

describe('the person of a call, asked in their client', () => {
  it('sees what it would do, approves, and the call goes on', async () => {
    const of = page();
    const { connected, asked } = await client({ action: 'accept', content: { approve: true } });
    const result = await connected.callTool(append(of));
    expect(result.isError, textOf(result)).toBeFalsy();
    expect(stored(of)).toContain('After.');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Approve this call of your agent?');
    expect(asked[0]).toContain(`"${of.title}"`);
    expect(asked[0]).toContain('After.');
    const decided = (await world.record()).filter(({ operation }) => operation?.startsWith('approval.'));
    expect(decided.at(-1)).toMatchObject({ operation: 'approval.approved', userId: 'usr_ana' });
    await connected.close();
  });

  it.each<[string, Answer, string]>([
    ['declines', { action: 'decline' }, 'was turned down'],
    ['leaves the box empty', { action: 'accept', content: { approve: false } }, 'was turned down'],
    ['goes away', { action: 'cancel' }, 'has not answered'],
  ])('%s: nothing runs', async (_what, answer, words) => {
    const of = page();
    const { connected } = await client(answer);
    const result = await connected.callTool(append(of));
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(words);
    expect(stored(of)).toBe('<p>Before.</p>');
    await connected.close();
  });

  it('is given a link where the client cannot ask, or where others approve', async () => {
    for (const elicitation of ['none', { url: {} }] as const) {
      const { connected, asked } = await client({ action: 'decline' }, elicitation);
      const result = await connected.callTool(append(page()));
      expect(result.isError).toBe(true);
      expect(textOf(result)).toMatch(/https:\/\/weir\.test\/approvals\/apr_/);
      expect(asked).toEqual([]);
      await connected.close();
    }
    await ask({ kind: 'group', group: 'grp_seconds' });
    const { connected, asked } = await client({ action: 'accept', content: { approve: true } });
    const result = await connected.callTool(append(page()));
    expect(textOf(result)).toMatch(/https:\/\/weir\.test\/approvals\/apr_/);
    expect(asked).toEqual([]);
    await connected.close();
  });

  it('answers once: what the client carried is of no use again, for another call, or to another agent', async () => {
    const of = page();
    const { connected } = await client({ action: 'accept', content: { approve: true } });
    await connected.callTool(append(of));
    await connected.close();
    const carried = bodies.find((body) => body.includes('requestState'));
    if (carried === undefined) throw new Error('The client carried no state.');
    const before = stored(of);
    const send = async (body: string): Promise<string> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': 'confluence_append_to_page',
        },
        body,
      });
      return response.text();
    };
    const refused = 'Invalid or expired requestState';
    expect(await send(carried)).toContain(refused);
    expect(await send(carried.replace('After.', 'Another text.'))).toContain(refused);
    caller = { ...caller, agentId: 'agt_other' };
    expect(await send(carried)).toContain(refused);
    caller = { ...caller, agentId: 'agt_test', userId: 'usr_bea' };
    expect(await send(carried)).toContain('Access denied');
    expect(stored(of)).toBe(before);
  });
});
