import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { cloudWorld, consent, type CloudWorld } from '../support/connecting/cloud-connections.ts';
import { startConnectSite, type ConnectingPerson } from '../support/connecting/connect-site.ts';
import { textOf } from '../support/weir.ts';

const listSpaces: { readonly name: string; readonly arguments: Record<string, unknown> } = {
  name: 'confluence_list_spaces',
  arguments: {},
};
const showsLinks: ClientOptions = { capabilities: { elicitation: { url: {} } } };

type Answer = 'accept' | 'decline' | 'cancel';

interface Asked {
  readonly url: string;
  readonly message: string;
}

/** A client whose person does something about each question before they answer it. */
async function askingClient(
  { site }: CloudWorld,
  { person }: ConnectingPerson,
  answer: (asked: Asked) => Promise<Answer>,
): Promise<{ readonly client: Client; readonly asked: Asked[] }> {
  const client = await site.connectClient(person, showsLinks);
  const asked: Asked[] = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    if (params.mode !== 'url') throw new Error('a question without a link');
    const one = { url: params.url, message: params.message };
    asked.push(one);
    return { action: await answer(one) };
  });
  return { client, asked };
}

async function world() {
  const cloud = await cloudWorld('oauth');
  const ada = await cloud.site.addPerson('Ada Martin');
  const accountId = cloud.sandbox.people[0]?.accountId ?? '';
  const connectAt = (address: string) =>
    consent(ada.browser, { address, accountId, site: cloud.sandbox.cloudId });
  return { cloud, ada, connectAt };
}

describe('a call whose person has not connected', () => {
  it('asks them, and goes on once they have', async () => {
    const { cloud, ada, connectAt } = await world();
    const { client, asked } = await askingClient(cloud, ada, async ({ url }) => {
      await connectAt(url);
      return 'accept';
    });
    const result = await client.callTool(listSpaces);
    expect(result.isError, textOf(result)).toBeFalsy();
    expect(textOf(result)).toContain('Engineering');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toMatch(
      new RegExp(`^${cloud.site.url}/connect/${cloud.connection.id}\\?w=main&link=lnk_`),
    );
    expect(asked[0]?.message).toContain('Confluence is not connected for you yet');
    await client.close();
  });

  it('waits while they are at it: saying yes is not the end of it', async () => {
    const { cloud, ada, connectAt } = await world();
    let finished: Promise<unknown> = Promise.resolve();
    const { client, asked } = await askingClient(cloud, ada, async ({ url }) => {
      finished = new Promise((resolve) => setTimeout(resolve, 400)).then(() => connectAt(url));
      return 'accept';
    });
    const result = await client.callTool(listSpaces);
    await finished;
    expect(textOf(result)).toContain('Engineering');
    expect(asked).toHaveLength(1);
    await client.close();
  });

  it('says so where they turn it down, with the link for later', async () => {
    const { cloud, ada } = await world();
    for (const answer of ['decline', 'cancel'] as const) {
      const { client, asked } = await askingClient(cloud, ada, async () => answer);
      const result = await client.callTool(listSpaces);
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain(
        'upstream_auth: Confluence is not connected for this user: the person turned it down.',
      );
      expect(textOf(result)).toContain(asked[0]?.url);
      await client.close();
    }
  });

  it('says so where they never finish', async () => {
    const { cloud, ada } = await world();
    const { client, asked } = await askingClient(cloud, ada, async () => {
      const { db } = cloud.site.foundation.store;
      const tooLate = async () => db.updateTable('connect_links').set({ expires_at: 1 }).execute();
      setTimeout(() => void tooLate(), 100);
      return 'accept';
    });
    const result = await client.callTool(listSpaces);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('the person has not finished');
    expect(asked).toHaveLength(1);
    await client.close();
  });

  it('gets the link in text where its client cannot show one', async () => {
    const { cloud, ada, connectAt } = await world();
    for (const options of [
      {},
      { capabilities: { elicitation: { form: {} } } },
      { versionNegotiation: { mode: 'legacy' } },
    ] as const) {
      const client = await cloud.site.connectClient(ada.person, options);
      const result = await client.callTool(listSpaces);
      expect(result.isError).toBe(true);
      expect(textOf(result)).toContain('upstream_auth: Confluence is not connected for this user.');
      expect(textOf(result)).toContain(`${cloud.site.url}/connect/${cloud.connection.id}?w=main&link=lnk_`);
      await client.close();
    }
    const client = await cloud.site.connectClient(ada.person);
    const [link = ''] = /http\S+/.exec(textOf(await client.callTool(listSpaces))) ?? [];
    await connectAt(link);
    expect(textOf(await client.callTool(listSpaces))).toContain('Engineering');
    await client.close();
  });
});

describe('the state of a waiting call', () => {
  /** What a client that fulfils questions by hand holds. */
  async function asked() {
    const { cloud, ada, connectAt } = await world();
    const client = await cloud.site.connectClient(ada.person, {
      ...showsLinks,
      inputRequired: { autoFulfill: false },
    });
    const first = await client.request(
      { method: 'tools/call', params: listSpaces },
      { allowInputRequired: true },
    );
    const { requestState } = first as { requestState?: string };
    if (requestState === undefined) throw new Error('no state');
    const decline = { connect: { action: 'decline' } };
    const resume = (as: Client, state: string, params: typeof listSpaces = listSpaces) =>
      as.request(
        {
          method: 'tools/call',
          params: { ...params, requestState: state, inputResponses: decline },
        },
        { allowInputRequired: true },
      );
    return { cloud, ada, connectAt, client, requestState, resume };
  }

  it('serves once', async () => {
    const { client, requestState, resume } = await asked();
    expect(JSON.stringify(await resume(client, requestState))).toContain('turned it down');
    await expect(resume(client, requestState)).rejects.toThrow('Invalid or expired requestState');
  });

  it('is refused where it is forged, of another call or another person', async () => {
    const { cloud, client, requestState, resume } = await asked();
    const [version, body = '', mac = ''] = requestState.split('.');
    const forgedBody = Buffer.from(
      Buffer.from(body, 'base64url').toString().replace('"round":0', '"round":1'),
    ).toString('base64url');
    for (const state of [
      `${version}.${forgedBody}.${mac}`,
      `${version}.${body}.${'A'.repeat(43)}`,
      'nonsense',
      '',
    ])
      await expect(resume(client, state)).rejects.toThrow('Invalid or expired requestState');
    await expect(
      resume(client, requestState, { name: 'confluence_list_spaces', arguments: { limit: 3 } }),
    ).rejects.toThrow('Invalid or expired requestState');
    const ben = await cloud.site.addPerson('Ben Okafor');
    const bens = await cloud.site.connectClient(ben.person, {
      ...showsLinks,
      inputRequired: { autoFulfill: false },
    });
    await expect(resume(bens, requestState)).rejects.toThrow('Invalid or expired requestState');
    // Nothing of that used it up.
    expect(JSON.stringify(await resume(client, requestState))).toContain('turned it down');
  });

  it('is over with its link', async () => {
    const { cloud, client, requestState, resume } = await asked();
    await cloud.site.foundation.store.db.updateTable('connect_links').set({ expires_at: 1 }).execute();
    await expect(resume(client, requestState)).rejects.toThrow('Invalid or expired requestState');
  });
});

describe('several processes on one database', () => {
  it('serve one waiting call: asked by one, it goes on at another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-connecting-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const database = { kind: 'sqlite', file: join(folder, 'weir.db') } as const;
    const [here, there] = [await startConnectSite({ database }), await startConnectSite({ database })];
    onTestFinished(async () => {
      await here.close();
      await there.close();
    });
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const [account] = sandbox.people;
    const connection = {
      slug: 'wiki',
      platform: 'cloud',
      site: `${sandbox.siteUrl}/wiki`,
      authMode: 'api_token_per_user',
      settings: {},
    } as const;
    await here.addConnection(connection);
    const { person, browser } = await here.addPerson('Ada Martin');
    await there.addConnection(connection);
    const byHand: ClientOptions = { ...showsLinks, inputRequired: { autoFulfill: false } };
    const asking = await here.connectClient(person, byHand);
    const question = await asking.request(
      { method: 'tools/call', params: listSpaces },
      { allowInputRequired: true },
    );
    const { requestState = '', inputRequests } = question as {
      requestState?: string;
      inputRequests?: { connect?: { params: { url: string } } };
    };
    const form = await browser.open(inputRequests?.connect?.params.url ?? '');
    await form.submit({ account: account?.email ?? '', secret: account?.apiToken ?? '' });
    const resuming = await there.connectClient(person, byHand);
    const inputResponses = { connect: { action: 'accept' } };
    const result = await resuming.request({
      method: 'tools/call',
      params: { ...listSpaces, requestState, inputResponses },
    });
    expect(JSON.stringify(result)).toContain('Engineering');
    await asking.close();
    await resuming.close();
  });
});
