import type { SiteReport } from '../../confluence/probe.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { StoredConnection } from '../../store/connections.ts';
import { ownApiBase, siteUrlOf, type AtlassianAddresses } from '../upstream/addresses.ts';
import type { ApiBases } from '../upstream/api-bases.ts';
import { askForTokens } from '../upstream/ask-for-tokens.ts';
import { basicAuthorization } from '../upstream/entered-credentials.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { lookAt } from './check-site.ts';

export interface TrialParts {
  readonly transport: Transport;
  readonly bases: ApiBases;
  readonly upstream: Pick<Upstream, 'probeClientSecret'>;
  readonly atlassian: AtlassianAddresses;
  readonly now: () => number;
}

/** A connection as far as trying it needs. */
export type Candidate = Pick<StoredConnection, 'platform' | 'site' | 'authMode' | 'settings'>;

/** What a trial showed, and the scopes that the credentials have, where that is known. */
export interface Tried {
  readonly report: SiteReport;
  readonly granted?: readonly string[];
}

/**
 * Tries a secret of a connection before it takes the place of the one that works: a call as the shared account; undefined where each person signs in and there is no account yet. Raises `invalid_input` for the secret of an app
 * that Atlassian or the Data Center does not take.
 */
export async function tryCredentials(
  parts: TrialParts,
  connection: Candidate,
  secret: Secret,
): Promise<Tried | undefined> {
  const { settings, authMode, platform } = connection;
  const call = async (authorization: string, granted = settings.scopes): Promise<Tried> => ({
    report: await callAs(parts, connection, authorization),
    ...(granted && { granted }),
  });
  switch (authMode) {
    case 'api_token':
    case 'basic':
      return call(basicAuthorization(settings.account ?? '', secret.reveal()));
    case 'pat':
    case 'access_token':
      return call(`Bearer ${secret.reveal()}`);
    case 'service_account': {
      const app = {
        platform,
        tokenUrl: `${parts.atlassian.authUrl}/oauth/token`,
        clientId: settings.clientId ?? '',
        clientSecret: secret,
      };
      const outcome = await askForTokens(parts, app, { grant_type: 'client_credentials' });
      switch (outcome.kind) {
        case 'tokens':
          return call(`Bearer ${outcome.tokens.access.reveal()}`, outcome.tokens.scopes?.slice());
        case 'dead':
        case 'wrong_client':
          throw wrongClientSecret();
        case 'unclear':
          return { report: { verdict: 'unreachable', platform, error: outcome.error } };
        default:
          return outcome satisfies never;
      }
    }
    case 'oauth': {
      const app = {
        clientId: settings.clientId ?? '',
        clientSecret: secret,
        platform,
        site: ownApiBase(connection),
      };
      if ((await parts.upstream.probeClientSecret(app)) === 'wrong') throw wrongClientSecret();
      return undefined;
    }
    case 'oauth_central':
    case 'api_token_per_user':
    case 'pat_per_user':
    case 'basic_per_user':
      return undefined;
    default:
      return authMode satisfies never;
  }
}

async function callAs(
  { transport, bases }: TrialParts,
  connection: Candidate,
  authorization: string,
): Promise<SiteReport> {
  const { platform, settings } = connection;
  const { cloudId } = settings;
  const address = {
    platform,
    siteUrl: siteUrlOf(connection),
    ...(cloudId !== undefined && { cloudId }),
    ...(await bases.of(connection)),
  };
  return lookAt({ transport }, address, authorization);
}

/** The app's id and secret do not belong together, or not any more. */
export function wrongClientSecret(): AppError {
  return new AppError('invalid_input', 'The client id or the client secret is wrong.', {
    nextStep: 'Copy both again from the settings of the app; nothing was changed here.',
  });
}
