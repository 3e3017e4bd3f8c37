import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  inspectorSigningIn,
  mcpRemoteSigningIn,
  officialSigningIn,
  type ConnectSigningIn,
} from './clients-signing-in.ts';
import { personAtBrowser, type PersonAtBrowser } from './person-at-browser.ts';
import { workOnPages } from './scenario.ts';
import { runWeir, type WeirProcess } from './weir-process.ts';

const clients: ReadonlyArray<readonly [name: string, connect: ConnectSigningIn]> = [
  ['the official client', officialSigningIn],
  ['mcp-remote', mcpRemoteSigningIn],
];

describe('weir start, for clients that know nothing but its address', () => {
  let weir: WeirProcess;
  let mcpUrl: string;
  let person: PersonAtBrowser;
  beforeAll(async () => {
    weir = await runWeir(['start']);
    const started = z.looseObject({ mcpUrl: z.string(), signInLink: z.string() }).parse(weir.started);
    mcpUrl = started.mcpUrl;
    person = await personAtBrowser(mcpUrl, started.signInLink);
  });
  afterAll(() => weir.stop());

  it.each(clients)('%s signs in, works, and asks for more only when it needs it', async (name, connect) => {
    const before = person.asked.length;
    const client = await connect(mcpUrl, person);
    try {
      await expect(workOnPages(client, `Written by ${name}`)).resolves.toBeUndefined();
    } finally {
      await client.close();
    }
    expect(person.asked.slice(before)).toEqual([
      'weir:read',
      'weir:read weir:write',
      'weir:read weir:write weir:delete',
    ]);
  });

  // It cannot ask for more (2.12.0): with a refresh token in hand it does not go back to the browser.
  it('the Inspector signs in once and reads', async () => {
    const before = person.asked.length;
    const client = await inspectorSigningIn(mcpUrl, person);
    try {
      expect(await client.toolNames()).toContain('confluence_list_spaces');
      const spaces = await client.call('confluence_list_spaces', {});
      expect(spaces).toMatchObject({ isError: false, text: expect.stringContaining('Engineering Handbook') });
    } finally {
      await client.close();
    }
    expect(person.asked.slice(before)).toEqual(['weir:read']);
  });
});
