import type { Transport } from '../../confluence/http/transport.ts';
import type { SiteReport } from '../../confluence/probe.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import type { Actor } from '../administration/change.ts';
import { siteUrlOf, type AtlassianAddresses } from '../upstream/addresses.ts';
import { createApiBases } from '../upstream/api-bases.ts';
import { byDestination } from '../upstream/by-destination.ts';
import { createCloudIds } from '../upstream/cloud-ids.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { lookAt, refuseWhatIsNoSite } from './check-site.ts';
import { siteForPlatform } from './site-for-platform.ts';
import { tryCredentials, wrongClientSecret, type Candidate, type Tried } from './try-credentials.ts';
import { checkMode, secretOf, settingsOf, type WantedConnection } from './wanted-connection.ts';

export interface ExamineParts {
  readonly transport: Transport;
  /** To Atlassian's account side, without what the operator sends to sites; absent where nothing is sent to them. */
  readonly plainTransport?: Transport | undefined;
  readonly atlassian: AtlassianAddresses;
  readonly clock: Clock;
  readonly upstream: Pick<Upstream, 'open' | 'probeClientSecret'>;
  /** Whether the operator has set up an app for all workspaces. */
  readonly hasCentralApp: boolean;
}

/** A connection that may be saved, and what was seen of it. */
export interface Examined extends Tried {
  readonly fields: Candidate;
  readonly secret: ReturnType<typeof secretOf>;
}

/** Looks at sites for whoever saves or tests a connection; changes nothing. */
export interface Examiner {
  /** Raises `invalid_input` where it cannot be saved: no Confluence, a way to sign in that does not fit, a wrong app. */
  wanted(wanted: WantedConnection): Promise<Examined>;
  /** As the shared account, else as the person who asks, else as a stranger. */
  saved(actor: Actor, connection: StoredConnection): Promise<Tried>;
  /** With a secret that is to replace the one of the connection. Undefined where there is no account to try it with. */
  secret(candidate: Candidate, secret: Secret): Promise<Tried | undefined>;
}

export function createExaminer(parts: ExamineParts): Examiner {
  const { atlassian, clock, upstream } = parts;
  const transport = byDestination(parts.transport, parts.plainTransport, atlassian);
  const trial = {
    transport,
    upstream,
    atlassian,
    bases: createApiBases(atlassian, createCloudIds(transport)),
    now: () => clock.now(),
  };

  function asStranger({ platform, site, settings }: StoredConnection): Promise<SiteReport> {
    const siteUrl = siteUrlOf({ platform, site });
    const address = siteForPlatform({ platform, site: siteUrl });
    // The cloud id is always asked of the site itself, so that another site shows as one.
    return lookAt(parts, { ...address, apiBase: settings.apiBase ?? address.apiBase });
  }

  async function asSomebody(
    actor: Actor,
    connection: StoredConnection,
    cloudId: string | undefined,
  ): Promise<Tried> {
    const { platform, workspaceId } = connection;
    const used = { ...connection, usedBy: workspaceId, allowsAllAgents: false };
    const access = await upstream.open({ workspaceId, userId: actor.userId }, used);
    const { siteUrl, apiBase, scopes } = access;
    const known = cloudId !== undefined && { cloudId };
    const address = { platform, siteUrl, apiBase, ...known };
    const report = await lookAt(parts, address, await access.authorization());
    return { report: { ...report, ...known }, ...(scopes && { granted: scopes }) };
  }

  return {
    async wanted(wanted) {
      checkMode(wanted);
      const { platform, auth } = wanted;
      if (auth.mode === 'oauth_central' && !parts.hasCentralApp) throw notConfigured();
      const address = siteForPlatform(wanted);
      const stranger = await lookAt(parts, address);
      refuseWhatIsNoSite(stranger);
      const { cloudId } = stranger;
      const settings = { ...settingsOf(wanted), ...(cloudId !== undefined && { cloudId }) };
      const fields = { platform, site: address.siteUrl, authMode: auth.mode, settings };
      const secret = secretOf(auth);
      const reachable = stranger.verdict === 'not_signed_in';
      const tried = secret && reachable ? await tryCredentials(trial, fields, secret.value) : undefined;
      return { fields, secret, ...(tried ?? { report: stranger }) };
    },

    async saved(actor, connection) {
      const stranger = await asStranger(connection);
      if (stranger.verdict !== 'not_signed_in') return { report: stranger };
      const { authMode, settings } = connection;
      const isOAuth = authMode === 'oauth' || authMode === 'oauth_central';
      if (isOAuth && (await upstream.probeClientSecret(connection)) === 'wrong') {
        return { report: { ...stranger, verdict: 'wrong_credentials', error: wrongClientSecret() } };
      }
      try {
        return await asSomebody(actor, connection, stranger.cloudId ?? settings.cloudId);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'internal') throw thrown;
        // Where people sign in, that this one has not says nothing of the connection.
        if (error.code === 'upstream_auth') return { report: stranger };
        return { report: { ...stranger, verdict: verdictOf(error), error } };
      }
    },

    secret: (candidate, secret) => tryCredentials(trial, candidate, secret),
  };
}

function verdictOf({ code }: AppError): SiteReport['verdict'] {
  switch (code) {
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
