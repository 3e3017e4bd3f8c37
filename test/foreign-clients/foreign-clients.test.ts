import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aiSdkClient } from './ai-sdk-client.ts';
import type { Connect, Target } from './foreign-client.ts';
import { inspectorClient } from './inspector-client.ts';
import { mcpRemoteClient } from './mcp-remote-client.ts';
import { officialClient } from './official-client.ts';
import { workOnPages } from './scenario.ts';
import { runWeir, weirLauncher, type WeirProcess } from './weir-process.ts';

const clients: ReadonlyArray<readonly [name: string, connect: Connect]> = [
  ['the official client, any version', officialClient('auto')],
  ['the official client, a 2025 version', officialClient('legacy')],
  ['the AI SDK', aiSdkClient],
  ['the Inspector, a 2025 version', inspectorClient('legacy')],
];
const overHttpOnly: typeof clients = [
  ['the Inspector, 2026-07-28', inspectorClient('modern')],
  ['mcp-remote', mcpRemoteClient],
];

async function work(connect: Connect, target: Target, title: string): Promise<void> {
  const client = await connect(target);
  try {
    await workOnPages(client, title);
  } finally {
    await client.close();
  }
}

describe('weir start, over HTTP', () => {
  let weir: WeirProcess;
  let target: Target;
  beforeAll(async () => {
    weir = await runWeir(['start']);
    const { mcpUrl, key } = z.looseObject({ mcpUrl: z.string(), key: z.string() }).parse(weir.started);
    target = { kind: 'http', mcpUrl, key };
  });
  afterAll(() => weir.stop());

  it.each([...clients, ...overHttpOnly])('%s', async (name, connect) => {
    await expect(work(connect, target, `Written over HTTP by ${name}`)).resolves.toBeUndefined();
  });
});

describe('weir stdio', () => {
  let sandbox: WeirProcess;
  let target: Target;
  beforeAll(async () => {
    sandbox = await runWeir(['sandbox']);
    const { siteUrl, people } = z
      .looseObject({
        siteUrl: z.string(),
        people: z.array(z.looseObject({ email: z.string(), apiToken: z.string() })).min(1),
      })
      .parse(sandbox.started);
    const [person] = people;
    target = {
      kind: 'stdio',
      command: process.execPath,
      args: [weirLauncher, 'stdio', '--ephemeral'],
      env: {
        CONFLUENCE_URL: siteUrl,
        CONFLUENCE_EMAIL: person?.email ?? '',
        CONFLUENCE_API_TOKEN: person?.apiToken ?? '',
      },
    };
  });
  afterAll(() => sandbox.stop());

  it.each(clients)('%s', async (name, connect) => {
    await expect(work(connect, target, `Written over stdio by ${name}`)).resolves.toBeUndefined();
  });
});
