import type { Config, ConnectionSettings, PersonSettings } from '../../config/load-config.ts';
import { AppError } from '../../kernel/app-error.ts';
import { setOperator } from '../../store/accounts.ts';
import { acceptKey, forgetOtherKeys } from '../../store/agent-keys.ts';
import { putConnectionSecret } from '../../store/connection-secrets.ts';
import {
  changeConnection,
  findConnection,
  listConnections,
  removeConnection,
  saveConnection,
  type StoredConnection,
} from '../../store/connections.ts';
import { changePerson, ensurePerson, listPeople, setPersonOrigin } from '../../store/people.ts';
import { replaceRoles, rolesOf } from '../../store/roles.ts';
import { ensureWorkspace, type Workspace } from '../../store/workspaces.ts';
import type { Sealer } from '../../vault/vault.ts';
import { change, systemActor, type Administration, type Change } from '../administration/change.ts';
import { sealConnectionSecret, secretNameOf } from '../upstream/connection-secrets.ts';
import { keepingSlugsApart } from './keep-slugs-apart.ts';
import { siteForPlatform } from './site-for-platform.ts';
import { checkMode, secretOf, settingsOf } from './wanted-connection.ts';

/** Keys of the configuration file belong to one agent of this name. */
const configuredAgent = 'agt_configured';

export interface SyncParts extends Administration {
  readonly sealer: Sealer;
}

/**
 * Writes what the configuration file says into the workspace `main`: people with their accounts, roles and keys, connections
 * with their secrets. What the file named before and does not name any more is disabled and from then on the administrators'.
 * What an administrator disabled stays so. Connections whose site or way to sign in changed begin anew, so that nobody's
 * token goes to another site. All of it in one transaction. Raises `configuration` for a connection that cannot be.
 */
export async function syncConfig(
  parts: SyncParts,
  config: Pick<Config, 'people' | 'connections'>,
): Promise<{ readonly workspace: Workspace; readonly connections: readonly StoredConnection[] }> {
  return change(parts, systemActor, async (change) => {
    const { tx, now } = change;
    const workspace = await ensureWorkspace(tx, { slug: 'main', name: 'Main', now }, parts.ids);
    await syncPeople(parts, change, workspace.id, config.people);
    const connections = await syncConnections(parts, change, workspace.id, config.connections);
    return { workspace, connections };
  });
}

async function syncPeople(
  { ids }: SyncParts,
  { tx, now, note }: Change,
  workspaceId: string,
  people: readonly PersonSettings[],
): Promise<void> {
  const before = new Map((await listPeople(tx, workspaceId)).map((person) => [person.email, person]));
  const keys: string[] = [];
  for (const { email, name, roles, key, isOperator } of people) {
    const known = before.get(email.toLowerCase());
    const person = await ensurePerson(tx, { workspaceId, email, name, origin: 'config', now }, ids);
    const personKey = { workspaceId, personId: person.id };
    const targets = [`person:${person.id}`];
    if (!known) note({ workspaceId, operation: 'person.created', targets });
    if (known?.origin === 'admin' && known.disabledAt !== undefined) {
      await changePerson(tx, personKey, { disabledAt: null });
      note({ workspaceId, operation: 'person.enabled', targets });
    }
    const held = await rolesOf(tx, personKey);
    await replaceRoles(tx, personKey, roles, now);
    if (held.length !== roles.length || held.some((role) => !roles.includes(role))) {
      const given = roles.map((role) => `role:${role}`);
      note({ workspaceId, operation: 'roles.changed', targets: [...targets, ...given] });
    }
    if (person.accountId !== undefined) await setOperator(tx, person.accountId, isOperator);
    if (key) {
      const holder = { workspaceId, personId: person.id, agentId: configuredAgent, now };
      keys.push(await acceptKey(tx, holder, key, ids));
    }
  }
  await forgetOtherKeys(tx, { workspaceId, agentId: configuredAgent }, keys);

  const named = new Set(people.map(({ email }) => email.toLowerCase()));
  for (const { id: personId, email, origin, accountId, disabledAt } of before.values()) {
    if (origin !== 'config' || named.has(email)) continue;
    const personKey = { workspaceId, personId };
    await setPersonOrigin(tx, personKey, 'admin');
    if (accountId !== undefined) await setOperator(tx, accountId, false);
    if (disabledAt !== undefined) continue;
    await changePerson(tx, personKey, { disabledAt: now });
    note({ workspaceId, operation: 'person.disabled', targets: [`person:${personId}`] });
  }
}

async function syncConnections(
  parts: SyncParts,
  change: Change,
  workspaceId: string,
  wanted: readonly ConnectionSettings[],
): Promise<readonly StoredConnection[]> {
  const { tx, now, note } = change;
  const synced: StoredConnection[] = [];
  for (const settings of wanted) {
    try {
      synced.push(await syncConnection(parts, change, workspaceId, settings));
    } catch (thrown) {
      throw asConfigured(settings.slug, thrown);
    }
  }
  await keepingSlugsApart(tx, workspaceId);

  const named = new Set(wanted.map(({ slug }) => slug));
  for (const connection of await listConnections(tx, workspaceId)) {
    if (connection.origin !== 'config' || named.has(connection.slug)) continue;
    await changeConnection(tx, connection, { isEnabled: false, origin: 'admin', now });
    if (connection.isEnabled) {
      note({ workspaceId, operation: 'connection.disabled', connectionId: connection.id });
    }
  }
  return synced;
}

async function syncConnection(
  { ids, sealer }: SyncParts,
  { tx, now, note }: Change,
  workspaceId: string,
  wanted: ConnectionSettings,
): Promise<StoredConnection> {
  checkMode(wanted);
  const { slug, platform, auth } = wanted;
  const site = siteForPlatform(wanted).siteUrl;
  let known = await findConnection(tx, workspaceId, slug);
  const isSame = known?.platform === platform && known.site === site && known.authMode === auth.mode;
  if (known && !isSame) {
    await removeConnection(tx, workspaceId, known.id);
    note({ workspaceId, operation: 'connection.removed', connectionId: known.id });
    known = undefined;
  }
  const { cloudId, v1Content } = known?.settings ?? {};
  const settings = {
    ...settingsOf(wanted),
    ...(cloudId !== undefined && { cloudId }),
    ...(v1Content !== undefined && { v1Content }),
  };
  const fields = { workspaceId, slug, platform, site, authMode: auth.mode, settings };
  const saved = await saveConnection(tx, { ...fields, origin: 'config', now }, ids);
  if (!known) note({ workspaceId, operation: 'connection.created', connectionId: saved.id });
  const secret = secretOf(auth);
  const name = secretNameOf(auth.mode, settings.tokenFrom);
  if (secret && name !== undefined) {
    const key = { workspaceId, connectionId: saved.id, name };
    await putConnectionSecret(tx, await sealConnectionSecret(sealer, { ...key, ...secret, now }));
  }
  if (known?.origin !== 'admin' || known.isEnabled) return saved;
  note({ workspaceId, operation: 'connection.enabled', connectionId: saved.id });
  return (await changeConnection(tx, saved, { isEnabled: true, now })) ?? saved;
}

/** What is wrong with a connection of the file, as the one line that stops a start. */
function asConfigured(slug: string, thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') return thrown;
  const { nextStep } = thrown.fields;
  return new AppError('configuration', `Connection "${slug}": ${thrown.message}`, {
    ...(nextStep !== undefined && { nextStep }),
  });
}
