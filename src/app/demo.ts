import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atlassianAddresses } from '../auth/upstream/addresses.ts';
import { createGrantTokens } from '../auth/upstream/grant-tokens.ts';
import { keepGrant } from '../auth/upstream/keep-grant.ts';
import { seedDemo } from '../governance/seed-demo.ts';
import type { Address } from '../http/listen.ts';
import { Secret } from '../kernel/secret.ts';
import { setOperator } from '../store/accounts.ts';
import { acceptKey, createKey } from '../store/agent-keys.ts';
import { saveConnection } from '../store/connections.ts';
import { ensurePerson, type Person } from '../store/people.ts';
import { bumpRevision } from '../store/revisions.ts';
import { replaceRoles } from '../store/roles.ts';
import { ensureWorkspace } from '../store/workspaces.ts';
import { basicAuthorization } from './authorization.ts';
import type { Foundation } from './foundation.ts';
import { startInstallation, type RunningInstallation } from './installation.ts';
import { loopbackOnly } from './network.ts';

/** Somebody of the sandbox, with the token that they would have made in Atlassian's settings. */
export interface DemoPerson {
  readonly email: string;
  readonly accountId: string;
  readonly displayName: string;
  readonly apiToken: string;
}

export interface DemoSettings {
  readonly foundation: Foundation;
  readonly address: Address;
  readonly sandbox: {
    readonly siteUrl: string;
    readonly cloudId: string;
    readonly people: readonly DemoPerson[];
    /** Where the sandbox's Atlassian signs people in. */
    readonly atlassian?: { readonly authUrl: string; readonly apiUrl: string };
  };
  /** Where the demo's key is kept, so that a client that was set up once keeps working. In memory only when absent. */
  readonly dataFolder?: string;
}

export interface RunningDemo extends RunningInstallation {
  readonly key: Secret;
  /** Whose key it is; they run the installation. */
  readonly person: DemoPerson;
  /** Signs this person in with a browser, once. */
  readonly signInLink: Secret;
}

const demoAgent = 'agt_demo';

/** One workspace `demo` on the sandbox: each person acts with their own account, the first one's key is handed out. */
export async function startDemo(settings: DemoSettings): Promise<RunningDemo> {
  const { foundation, address, sandbox, dataFolder } = settings;
  const { store, ids, random } = foundation;
  const [first] = sandbox.people;
  if (!first) throw new Error('The sandbox has no people.');
  const { people, connectionId } = await writeWorkspace(foundation, sandbox);
  const [owner] = people;
  if (owner?.accountId === undefined) throw new Error('The first person has no account.');
  await connectEverybody(foundation, sandbox, people, connectionId);

  const holder = { workspaceId: owner.workspaceId, personId: owner.id, agentId: demoAgent };
  const kept = dataFolder === undefined ? undefined : await readKey(dataFolder);
  const now = await store.now();
  const key = kept ?? (await createKey(store.db, { ...holder, now }, { ids, random })).key;
  if (kept) await acceptKey(store.db, { ...holder, now }, kept, ids);
  else if (dataFolder !== undefined) await writeKey(dataFolder, key);

  const weir = await startInstallation({
    foundation,
    listenOn: address,
    network: loopbackOnly,
    atlassian: sandbox.atlassian ?? atlassianAddresses,
    signIn: { local: true },
    oauth: {},
    registersUnlessSaid: true,
    allowLoopbackDocuments: true,
    sandboxUrl: `${sandbox.siteUrl}/wiki`,
    govern: (parts) =>
      seedDemo(parts, { workspaceId: owner.workspaceId, people: people.map(({ id }) => id) }),
  });
  return { ...weir, key, person: first, signInLink: await weir.signIn.links.create(owner.accountId) };
}

/** The workspace with its people, of whom the first runs everything, and one connection. */
async function writeWorkspace(
  { store, ids }: Foundation,
  { siteUrl, cloudId, people }: DemoSettings['sandbox'],
): Promise<{ readonly people: readonly Person[]; readonly connectionId: string }> {
  const now = await store.now();
  return store.db.transaction().execute(async (tx) => {
    await bumpRevision(tx, 'directory');
    const { id: workspaceId } = await ensureWorkspace(tx, { slug: 'demo', name: 'Demo', now }, ids);
    const made: Person[] = [];
    for (const { email, displayName } of people)
      made.push(await ensurePerson(tx, { workspaceId, email, name: displayName, now }, ids));
    const [owner] = made;
    if (owner?.accountId !== undefined) {
      await replaceRoles(tx, { workspaceId, personId: owner.id }, ['owner'], now);
      await setOperator(tx, owner.accountId, true);
    }
    const connection = await saveConnection(
      tx,
      {
        workspaceId,
        slug: 'sandbox',
        platform: 'cloud',
        site: `${siteUrl}/wiki`,
        authMode: 'api_token_per_user',
        settings: { cloudId, v1Content: 'living' },
        origin: 'config',
        now,
      },
      ids,
    );
    return { people: made, connectionId: connection.id };
  });
}

/** Each with the token that the sandbox knows, as if they had entered it. */
async function connectEverybody(
  { store, vault, ids }: Foundation,
  sandbox: DemoSettings['sandbox'],
  people: readonly Person[],
  connectionId: string,
): Promise<void> {
  const tokens = createGrantTokens(vault);
  const now = await store.now();
  const byEmail = new Map(sandbox.people.map((person) => [person.email.toLowerCase(), person]));
  for (const { workspaceId, id: personId, email } of people) {
    const account = byEmail.get(email);
    if (!account) continue;
    await keepGrant(
      { store, tokens, ids },
      {
        person: { workspaceId, personId, connectionId },
        appKey: `${connectionId}:${personId}`,
        kind: 'api_token_per_user',
        account: { id: account.accountId, name: account.displayName, email },
        authorization: basicAuthorization(account.email, account.apiToken),
        scopes: [],
        sites: [],
        now,
      },
    );
  }
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
