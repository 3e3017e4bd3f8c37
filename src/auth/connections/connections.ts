import type { SiteReport } from '../../confluence/probe.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import { putConnectionSecret } from '../../store/connection-secrets.ts';
import {
  changeConnection,
  createConnection,
  findConnection,
  removeConnection,
  type ConnectionCheck,
  type StoredConnection,
} from '../../store/connections.ts';
import type { Executor } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import { change, systemActor, type Actor, type Administration } from '../administration/change.ts';
import { sealConnectionSecret, secretNameOf } from '../upstream/connection-secrets.ts';
import { isShared } from '../upstream/way.ts';
import { checkOf, refuseWhatIsNoSite, type CheckResult } from './check-site.ts';
import { createExaminer, type ExamineParts } from './examine.ts';
import { isNews } from './call-news.ts';
import { keepingSlugsApart } from './keep-slugs-apart.ts';
import { scopeSettings, type WantedConnection } from './wanted-connection.ts';

export interface ConnectionsParts extends Administration, ExamineParts {
  readonly sealer: Sealer;
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

/** What a look showed, and the scopes that the credentials have, where that is known. */
export interface Seen extends CheckResult {
  readonly granted?: readonly string[];
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
  /** What saving would see; nothing is saved. Raises as `create` does, but for the slug. */
  preview(wanted: WantedConnection): Promise<Seen>;
  /** What a test call sees now, as the shared account or as a stranger; nothing is kept. */
  look(connection: StoredConnection): Promise<Seen>;
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
  /** What a real call showed: a connection that nobody had used yet, or whose last test failed, is verified. */
  noteSuccess(connection: StoredConnection): Promise<void>;
  /** What a real call showed: the site does not take the account of the connection any more. It shows as `failed`. */
  noteRefusal(connection: StoredConnection, refusal: AppError): Promise<void>;
}

export function createConnections(parts: ConnectionsParts): Connections {
  const { store, ids, sealer, outgoingAddresses: outgoing } = parts;
  const examine = createExaminer(parts);

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

  return {
    async create(actor, workspaceId, wanted, origin = 'admin') {
      const { fields, secret, report } = await examine.wanted(wanted);
      const { settings } = fields;
      return change(parts, actor, async ({ tx, now, note }) => {
        const named = { workspaceId, slug: wanted.slug };
        const made = await createConnection(tx, { ...named, ...fields, origin, now }, ids);
        if (!made) throw slugTaken();
        await keepingSlugsApart(tx, workspaceId);
        await putSecret(tx, made, secret, now);
        const before = { state: made.state, settings };
        note({ workspaceId, operation: 'connection.created', connectionId: made.id });
        return keep(tx, made, checkOf(report, { before, outgoing, now }), now);
      });
    },

    async preview(wanted) {
      const { fields, report, granted } = await examine.wanted(wanted);
      const before = { state: 'unverified', settings: fields.settings } as const;
      const now = await store.now();
      return { ...checkOf(report, { before, outgoing, now }), ...(granted && { granted }) };
    },

    async look(connection) {
      const { report, granted } = await examine.saved(systemActor, connection);
      const now = await store.now();
      return { ...checkOf(report, { before: connection, outgoing, now }), ...(granted && { granted }) };
    },

    async test(actor, connection) {
      const { report } = await examine.saved(actor, connection);
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
      const candidate = { ...connection, settings: changed(connection) };
      const tried = await examine.secret(candidate, secret.value);
      if (tried) refuseWhatIsNoSite(tried.report);
      if (tried?.report.verdict === 'wrong_credentials') throw refusedCredentials(tried.report);
      return change(parts, actor, async ({ tx, now, note }) => {
        const before = await again(tx, connection);
        await guard(tx, before);
        const { workspaceId, id: connectionId } = before;
        await putSecret(tx, before, secret, now);
        await changeConnection(tx, before, { settings: changed(before), now });
        note({ workspaceId, operation: 'connection.secret_replaced', connectionId });
        const current = await again(tx, before);
        return tried ? keep(tx, current, checkOf(tried.report, { before, outgoing, now }), now) : current;
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
      if (!isNews(connection, undefined)) return;
      await change(parts, systemActor, async ({ tx, now, note }) => {
        const before = await findConnection(tx, connection.workspaceId, connection.id);
        if (!before || !isNews(before, undefined)) return;
        const { workspaceId, id: connectionId } = before;
        const check = { ...knownOf(before), at: now, verdict: 'ok' };
        await changeConnection(tx, before, { state: 'verified', check, now });
        note({ workspaceId, operation: 'connection.verified', connectionId });
      });
    },

    async noteRefusal(connection, refusal) {
      if (!isNews(connection, refusal)) return;
      await change(parts, systemActor, async ({ tx, now, note }) => {
        const before = await findConnection(tx, connection.workspaceId, connection.id);
        // What was changed since the call began may have been changed for the better: the next call tells.
        if (!before || before.updatedAt !== connection.updatedAt || !isNews(before, refusal)) return;
        const { workspaceId, id: connectionId } = before;
        const { nextStep } = refusal.fields;
        const check = {
          ...knownOf(before),
          at: now,
          verdict: 'wrong_credentials',
          message: refusal.message,
          ...(nextStep !== undefined && { nextStep }),
        };
        await changeConnection(tx, before, { state: 'failed', check, now });
        note({ workspaceId, operation: 'connection.failed', connectionId });
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

/** What an earlier look found out and a call does not change. Of people's own accounts none stands for all. */
function knownOf(connection: StoredConnection): Partial<ConnectionCheck> {
  const { account, cloudId, edition } = connection.check ?? {};
  return {
    ...(account !== undefined && isShared(connection) && { account }),
    ...(cloudId !== undefined && { cloudId }),
    ...(edition !== undefined && { edition }),
  };
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
