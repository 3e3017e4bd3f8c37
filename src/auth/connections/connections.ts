import type { Transport } from '../../confluence/http/transport.ts';
import type { SiteReport } from '../../confluence/probe.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import { putConnectionSecret } from '../../store/connection-secrets.ts';
import {
  changeConnection,
  createConnection,
  findConnection,
  removeConnection,
  type StoredConnection,
} from '../../store/connections.ts';
import type { Executor } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import { change, systemActor, type Actor, type Administration } from '../administration/change.ts';
import { siteUrlOf, type AtlassianAddresses } from '../upstream/addresses.ts';
import { createApiBases } from '../upstream/api-bases.ts';
import { createCloudIds } from '../upstream/cloud-ids.ts';
import { sealConnectionSecret, secretNameOf } from '../upstream/connection-secrets.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { checkOf, lookAt, refuseWhatIsNoSite, type CheckResult } from './check-site.ts';
import { keepingSlugsApart } from './keep-slugs-apart.ts';
import { siteForPlatform } from './site-for-platform.ts';
import { tryCredentials, wrongClientSecret, type TrialParts } from './try-credentials.ts';
import {
  checkMode,
  scopeSettings,
  secretOf,
  settingsOf,
  type WantedConnection,
} from './wanted-connection.ts';

export interface ConnectionsParts extends Administration {
  readonly sealer: Sealer;
  readonly transport: Transport;
  readonly atlassian: AtlassianAddresses;
  readonly clock: Clock;
  readonly upstream: Pick<Upstream, 'open' | 'probeClientSecret'>;
  /** Whether the operator has set up an app for all workspaces. */
  readonly hasCentralApp: boolean;
  /** Addresses that Weir's requests come from, as the operator says. */
  readonly outgoingAddresses: readonly string[];
}

/** Called inside the transaction with the connection as it is then; raises where it must not be changed. */
export type Guard = (tx: Executor, before: StoredConnection) => Promise<void>;

/** A secret in the place of the one before. */
export interface NewSecret {
  readonly value: Secret;
  readonly expiresAt?: number | undefined;
  /** Of an app that was made anew. */
  readonly clientId?: string | undefined;
  /** Address or user name of the shared account, where that changes too. */
  readonly account?: string | undefined;
}

/** Connections of workspaces, from saving to removal. Every change is on record, and known to all replicas. */
export interface Connections {
  /**
   * Saves a new connection after a test call. Raises `invalid_input` for what is no Confluence or a way to sign in that does
   * not fit, `conflict` where the slug is taken. Credentials that the site refuses are saved, and show as `failed`.
   */
  create(
    actor: Actor,
    workspaceId: string,
    wanted: WantedConnection,
    origin?: StoredConnection['origin'],
  ): Promise<StoredConnection>;
  /** A test call as the shared account, or as the person who asks where they have connected theirs. */
  test(actor: Actor, connection: StoredConnection): Promise<StoredConnection>;
  /** Changes whether it is used and which scopes are asked for. */
  change(
    actor: Actor,
    connection: StoredConnection,
    wanted: { readonly isEnabled?: boolean | undefined } & Pick<WantedConnection, 'scopeChoice' | 'scopes'>,
    guard: Guard,
  ): Promise<StoredConnection>;
  /**
   * Replaces the secret, which is tried first: one that the site refuses raises `invalid_input`, and the old one stays.
   * People stay connected.
   */
  replaceSecret(
    actor: Actor,
    connection: StoredConnection,
    secret: NewSecret,
    guard: Guard,
  ): Promise<StoredConnection>;
  /** With its secrets, and everybody's tokens for it. */
  remove(actor: Actor, connection: StoredConnection, guard: Guard): Promise<void>;
  /** What a real call showed: a connection that nobody had used yet is verified. */
  noteSuccess(connection: StoredConnection): Promise<void>;
}

export function createConnections(parts: ConnectionsParts): Connections {
  const { store, ids, sealer, transport, atlassian, clock, upstream } = parts;
  const { outgoingAddresses: outgoing } = parts;
  const trial: TrialParts = {
    transport,
    upstream,
    atlassian,
    bases: createApiBases(atlassian, createCloudIds(transport)),
    now: () => clock.now(),
  };

  async function again(tx: Executor, { workspaceId, id }: StoredConnection): Promise<StoredConnection> {
    const connection = await findConnection(tx, workspaceId, id);
    if (connection) return connection;
    throw new AppError('not_found', 'There is no such connection.', {
      nextStep: 'It may have been removed meanwhile.',
    });
  }

  /** What a test call saw, kept with the connection. */
  async function keep(
    tx: Executor,
    connection: StoredConnection,
    { state, check, learnt }: CheckResult,
    now: number,
  ): Promise<StoredConnection> {
    const settings = { ...connection.settings, ...learnt };
    return (await changeConnection(tx, connection, { state, check, settings, now })) ?? connection;
  }

  function strangersLook({ platform, site, settings }: StoredConnection): Promise<SiteReport> {
    const siteUrl = siteUrlOf({ platform, site });
    const address = siteForPlatform({ platform, site: siteUrl });
    // For the cloud id, which is always asked of the site itself, so that another site shows as one.
    return lookAt(parts, { ...address, apiBase: settings.apiBase ?? address.apiBase });
  }

  /** As the shared account, else as the person who asks, else as a stranger. */
  async function look(actor: Actor, connection: StoredConnection): Promise<SiteReport> {
    const stranger = await strangersLook(connection);
    if (stranger.verdict !== 'not_signed_in') return stranger;
    const { platform, workspaceId, settings, authMode } = connection;
    const isOAuth = authMode === 'oauth' || authMode === 'oauth_central';
    if (isOAuth && (await upstream.probeClientSecret(connection)) === 'wrong') {
      return { ...stranger, verdict: 'wrong_credentials', error: wrongClientSecret() };
    }
    const cloudId = stranger.cloudId ?? settings.cloudId;
    const used = { ...connection, usedBy: workspaceId, allowsAllAgents: false };
    try {
      const access = await upstream.open({ workspaceId, userId: actor.userId }, used);
      const report = await lookAt(
        parts,
        {
          platform,
          siteUrl: access.siteUrl,
          apiBase: access.apiBase,
          ...(cloudId !== undefined && { cloudId }),
        },
        await access.authorization(),
      );
      return { ...report, ...(cloudId !== undefined && { cloudId }) };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') throw thrown;
      if (error.code !== 'upstream_auth' || secretNameOf(authMode, settings.tokenFrom) === 'token') {
        return { ...stranger, verdict: verdictOf(error), error };
      }
      return stranger;
    }
  }

  return {
    async create(actor, workspaceId, wanted, origin = 'admin') {
      checkMode(wanted);
      const { slug, platform, auth } = wanted;
      if (auth.mode === 'oauth_central' && !parts.hasCentralApp) throw notConfigured();
      const address = siteForPlatform(wanted);
      const stranger = await lookAt(parts, address);
      refuseWhatIsNoSite(stranger);
      const { cloudId } = stranger;
      const settings = { ...settingsOf(wanted), ...(cloudId !== undefined && { cloudId }) };
      const site = address.siteUrl;
      const fields = { platform, site, authMode: auth.mode, settings };
      const secret = secretOf(auth);
      const reachable = stranger.verdict === 'not_signed_in';
      const tried = secret && reachable ? await tryCredentials(trial, fields, secret.value) : undefined;
      return change(parts, actor, async ({ tx, now, note }) => {
        const made = await createConnection(tx, { workspaceId, slug, ...fields, origin, now }, ids);
        if (!made) throw slugTaken();
        await keepingSlugsApart(tx, workspaceId);
        await putSecret(tx, made, secret, now);
        const before = { state: made.state, settings };
        note({ workspaceId, operation: 'connection.created', connectionId: made.id });
        return keep(tx, made, checkOf(tried ?? stranger, { before, outgoing, now }), now);
      });
    },

    async test(actor, connection) {
      const report = await look(actor, connection);
      return change(parts, actor, async ({ tx, now, note }) => {
        const before = await again(tx, connection);
        const { workspaceId, id: connectionId } = before;
        note({ workspaceId, operation: 'connection.tested', connectionId });
        return keep(tx, before, checkOf(report, { before, outgoing, now }), now);
      });
    },

    async change(actor, connection, wanted, guard) {
      return change(parts, actor, async ({ tx, now, note }) => {
        const before = await again(tx, connection);
        await guard(tx, before);
        const { isEnabled, scopeChoice, scopes } = wanted;
        const { workspaceId, id: connectionId, platform, authMode, settings } = before;
        const asksAnew = scopeChoice !== undefined || scopes !== undefined;
        const { scopeChoice: _choice, scopes: _scopes, ...others } = settings;
        const chosen = asksAnew
          ? { ...others, ...scopeSettings({ platform, auth: { mode: authMode }, ...wanted }) }
          : undefined;
        if (chosen) note({ workspaceId, operation: 'connection.scopes_changed', connectionId });
        if (isEnabled !== undefined && isEnabled !== before.isEnabled) {
          const operation = isEnabled ? 'connection.enabled' : 'connection.disabled';
          note({ workspaceId, operation, connectionId });
        }
        await changeConnection(tx, before, {
          ...(isEnabled !== undefined && { isEnabled }),
          ...(chosen && { settings: chosen }),
          now,
        });
        return again(tx, before);
      });
    },

    async replaceSecret(actor, connection, secret, guard) {
      const { authMode, settings } = connection;
      if (secretNameOf(authMode, settings.tokenFrom) === undefined) throw hasNoSecret();
      await guard(store.db, connection);
      const changed = (current: StoredConnection) => ({
        ...current.settings,
        ...(secret.clientId !== undefined && { clientId: secret.clientId }),
        ...(secret.account !== undefined && { account: secret.account }),
      });
      const tried = await tryCredentials(
        trial,
        { ...connection, settings: changed(connection) },
        secret.value,
      );
      refuseWhatIsNoSite(tried ?? { verdict: 'ok', platform: connection.platform });
      if (tried?.verdict === 'wrong_credentials') throw refusedCredentials(tried);
      return change(parts, actor, async ({ tx, now, note }) => {
        const before = await again(tx, connection);
        await guard(tx, before);
        const { workspaceId, id: connectionId } = before;
        await putSecret(tx, before, secret, now);
        await changeConnection(tx, before, { settings: changed(before), now });
        note({ workspaceId, operation: 'connection.secret_replaced', connectionId });
        const current = await again(tx, before);
        return tried ? keep(tx, current, checkOf(tried, { before, outgoing, now }), now) : current;
      });
    },

    async remove(actor, connection, guard) {
      await change(parts, actor, async ({ tx, note }) => {
        const before = await again(tx, connection);
        await guard(tx, before);
        const { workspaceId, id: connectionId } = before;
        await removeConnection(tx, workspaceId, connectionId);
        note({ workspaceId, operation: 'connection.removed', connectionId });
      });
    },

    async noteSuccess(connection) {
      if (connection.state === 'verified') return;
      await change(parts, systemActor, async ({ tx, now, note }) => {
        const before = await findConnection(tx, connection.workspaceId, connection.id);
        if (!before || before.state === 'verified') return;
        const { workspaceId, id: connectionId } = before;
        const { cloudId, edition } = before.check ?? {};
        const check = {
          at: now,
          verdict: 'ok',
          ...(cloudId !== undefined && { cloudId }),
          ...(edition !== undefined && { edition }),
        };
        await changeConnection(tx, before, { state: 'verified', check, now });
        note({ workspaceId, operation: 'connection.verified', connectionId });
      });
    },
  };

  async function putSecret(
    tx: Executor,
    { workspaceId, id: connectionId, authMode, settings }: StoredConnection,
    secret: { readonly value: Secret; readonly expiresAt?: number | undefined } | undefined,
    now: number,
  ): Promise<void> {
    const name = secretNameOf(authMode, settings.tokenFrom);
    if (name === undefined || !secret) return;
    const { value, expiresAt } = secret;
    const ends = expiresAt === undefined ? {} : { expiresAt };
    const key = { workspaceId, connectionId, name };
    await putConnectionSecret(tx, await sealConnectionSecret(sealer, { ...key, value, ...ends, now }));
  }
}

function verdictOf({ code }: AppError): SiteReport['verdict'] {
  switch (code) {
    case 'upstream_auth':
    case 'configuration':
      return 'wrong_credentials';
    case 'upstream_forbidden':
      return 'forbidden';
    default:
      return 'failing';
  }
}

function notConfigured(): AppError {
  return new AppError('invalid_input', 'OAuth is not configured: there is no central app.', {
    nextStep: "The operator sets it up under centralApp; or use the workspace's own app.",
  });
}

function slugTaken(): AppError {
  return new AppError('conflict', 'There is a connection of this slug already.', {
    nextStep: 'Choose another slug, or change the connection that is there.',
  });
}

function hasNoSecret(): AppError {
  return new AppError('invalid_input', 'This connection has no secret of its own.', {
    nextStep: 'People bring their credentials themselves, or the central app of the installation has it.',
  });
}

function refusedCredentials({ error }: SiteReport): AppError {
  return new AppError('invalid_input', 'The site does not accept these credentials; the old ones stay.', {
    nextStep: error?.fields.nextStep ?? 'Check them, and enter them again.',
    ...(error && { cause: error }),
  });
}
