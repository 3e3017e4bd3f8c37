import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';

const launcher = fileURLToPath(new URL('../bin/weir.js', import.meta.url));

describe('weir stdio as a process', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({});
  });
  afterAll(() => sandbox.close());

  function start(...options: readonly string[]) {
    const [person] = sandbox.people;
    const child = spawn(process.execPath, [launcher, 'stdio', '--ephemeral', ...options], {
      env: {
        PATH: process.env['PATH'],
        CONFLUENCE_URL: sandbox.siteUrl,
        CONFLUENCE_EMAIL: person?.email,
        CONFLUENCE_API_TOKEN: person?.apiToken,
      },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    return {
      child,
      ended: once(child, 'exit'),
      send: (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`),
      /** Standard output must be the protocol and nothing else. */
      answers: () =>
        output
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown),
    };
  }

  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'shell', version: '1' } },
  };
  const listSpaces = {
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { name: 'confluence_list_spaces', arguments: {} },
  };

  it('shows the spaces that it was told to, and no others', async () => {
    const { child, ended, send, answers } = start('--spaces', 'eng');
    send(initialize);
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    send(listSpaces);
    send({
      ...listSpaces,
      id: 3,
      params: { name: 'confluence_search_cql', arguments: { cql: 'type = page', limit: 100 } },
    });
    child.stdin.end();
    await ended;
    const said = answers().map((answer) => JSON.stringify(answer));
    const [spaces, found] = [2, 3].map((id) => said.find((text) => text.includes(`"id":${id}`)) ?? '');
    expect(spaces).toMatch(/Found 1 space\b/);
    expect(found).toContain('space ENG');
    expect(found).not.toMatch(/\(page \d+, space (?!ENG )/);
  });

  it('answers what stands in a file, and ends with it', async () => {
    const { child, ended, send, answers } = start();
    child.stdin.write('not a message\n');
    send(initialize);
    send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    send(listSpaces);
    child.stdin.end();
    expect(await ended).toStrictEqual([0, null]);
    expect(answers()).toMatchObject([
      { id: null, error: { code: -32_700 } },
      { id: 1, result: { protocolVersion: '2025-06-18', serverInfo: { name: 'weir' } } },
      { id: 2, result: { content: [{ type: 'text' }] } },
    ]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at %s with its client still there', async (signal) => {
    const { child, ended, send } = start();
    send(initialize);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toStrictEqual([0, null]);
  });
});
