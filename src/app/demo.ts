import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSiteAccounts } from '../auth/site-accounts.ts';
import type { Connection } from '../gateway/call.ts';
import { Secret } from '../kernel/secret.ts';
import { acceptKey, createKey } from '../store/agent-keys.ts';
import { saveConnection } from '../store/connections.ts';
import { ensurePerson } from '../store/people.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { basicAuthorization } from './authorization.ts';
import { siteAccount } from './site-account.ts';
import type { Foundation } from './foundation.ts';
import { loopbackOnly, transportOf } from './network.ts';
import { serve, type RunningWeir } from './serve.ts';
import { wholeProfile } from './whole-profile.ts';
import type { Address } from '../http/listen.ts';

/** Somebody of the sandbox, with the token that they would have made in Atlassian's settings. */
export interface DemoPerson {
  readonly email: string;
  readonly displayName: string;
  readonly apiToken: string;
}

export interface DemoSettings {
  readonly foundation: Foundation;
  readonly address: Address;
  readonly sandbox: { readonly siteUrl: string; readonly people: readonly DemoPerson[] };
  /** Where the demo's key is kept, so that a client that was set up once keeps working. In memory only when absent. */
  readonly dataFolder?: string;
}

export interface RunningDemo extends RunningWeir {
  readonly key: Secret;
  /** Whose key it is. */
  readonly person: DemoPerson;
}

const demoAgent = 'agt_demo';

/** One workspace `demo` on the sandbox: each person acts with their own account, the first one's key is handed out. */
export async function startDemo({
  foundation,
  address,
  sandbox,
  dataFolder,
}: DemoSettings): Promise<RunningDemo> {
  const { store, ids, random } = foundation;
  const [first] = sandbox.people;
  if (!first) throw new Error('The sandbox has no people.');
  const now = await store.now();
  const workspace = await ensureWorkspace(store.db, { slug: 'demo', name: 'Demo', now }, ids);
  const workspaceId = workspace.id;
  const accounts = new Map<string, Secret>();
  let holderId = '';
  for (const { email, displayName, apiToken } of sandbox.people) {
    const person = await ensurePerson(store.db, { workspaceId, email, name: displayName, now }, ids);
    accounts.set(person.id, new Secret(basicAuthorization(email, apiToken)));
    if (email === first.email) holderId = person.id;
  }
  const holder = { workspaceId, personId: holderId, agentId: demoAgent, now };
  const kept = dataFolder === undefined ? undefined : await readKey(dataFolder);
  const key = kept ?? (await createKey(store.db, holder, { ids, random })).key;
  if (kept) await acceptKey(store.db, holder, kept, ids);
  else if (dataFolder !== undefined) await writeKey(dataFolder, key);

  const siteUrl = `${sandbox.siteUrl}/wiki`;
  const stored = await saveConnection(
    store.db,
    {
      workspaceId,
      slug: 'sandbox',
      platform: 'cloud',
      site: siteUrl,
      authMode: 'api_token_per_user',
      settings: {},
      origin: 'config',
      now,
    },
    ids,
  );
  const connection: Connection = { id: stored.id, slug: stored.slug, platform: 'cloud', siteUrl };
  const transport = transportOf(loopbackOnly);
  const credentials = createSiteAccounts([
    siteAccount({
      workspaceId,
      connection,
      apiBase: sandbox.siteUrl,
      transport,
      authorizationOf: (userId) => accounts.get(userId),
    }),
  ]);
  const weir = await serve({
    foundation,
    credentials,
    profileOf: (caller) => (caller.workspaceId === workspaceId ? wholeProfile : undefined),
    address,
    sandboxUrl: siteUrl,
  });
  return {
    ...weir,
    key,
    person: first,
    async close() {
      await weir.close();
      await transport.close();
    },
  };
}

const keyFile = (folder: string): string => join(folder, 'demo-key');

async function readKey(folder: string): Promise<Secret | undefined> {
  const text = await readFile(keyFile(folder), 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : new Secret(text.trim());
}

async function writeKey(folder: string, key: Secret): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile(folder), `${key.reveal()}\n`, { mode: 0o600 });
  await chmod(keyFile(folder), 0o600);
}
