import { generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { Transport } from '../../confluence/http/transport.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Secret } from '../../kernel/secret.ts';
import { hashId, type OAuthRecord } from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Directory } from '../directory.ts';
import type { Clients } from './clients.ts';
import { assertionAlgorithms, tokenAuthMethods } from './discovery.ts';
import { lifetimes } from './lifetimes.ts';
import { createRecordAdapter } from './record-adapter.ts';
import { resourceOfUrl } from './resource.ts';
import { weirScopes } from './scopes.ts';
import { subjectOf } from './subject.ts';
import { successor } from './successor.ts';

/** What the server says to a browser, in the words of RFC 6749 §4.1.2.1. */
export interface ServerError {
  readonly code: string;
  readonly description: string;
}

export interface ErrorPage {
  readonly html: string;
  /** Content security policy of the page. */
  readonly contentPolicy: string;
}

export interface ProviderParts {
  readonly store: Store;
  readonly directory: Directory;
  readonly clients: Clients;
  /** For keys that a client publishes at an address. */
  readonly transport: Transport;
  /** Under which one token follows from another; the same in every process. */
  readonly refreshKey: Secret;
  readonly ids: NewId;
  readonly log: Log;
  onRegistered(clientId: string): Promise<void>;
  onGrantEnded(grant: OAuthRecord, route: string): Promise<void>;
  /** A page for a browser that cannot be sent back to its client. */
  errorPage(error: ServerError): Promise<ErrorPage>;
}

/** Where the person decides; the library sends browsers there and takes them back at `/oauth/authorize/{id}`. */
export const consentPath = '/oauth/consent';
const authorizePath = '/oauth/authorize';

/**
 * Names of cookies that tie a browser to the request it began. Each holds an id of which the database has a hash, so that
 * there is nothing to sign; each is for one path, so that two requests in one browser do not meet. `__Host-` wants the path
 * `/`, so that they have the next best prefix.
 */
export function cookieNames(address: string): { session: string; interaction: string; resume: string } {
  const prefix = address.startsWith('https:') ? '__Secure-weir' : 'weir';
  return { session: `${prefix}-oauth`, interaction: `${prefix}-consent`, resume: `${prefix}-authorize` };
}

/**
 * The library behind our OAuth server, as this installation needs it. It is loaded with the first request: it takes
 * longer to load than everything else at a start.
 */
export async function createProvider(address: string, parts: ProviderParts): Promise<Provider> {
  const { default: OidcProvider, errors, interactionPolicy } = await import('oidc-provider');
  const { store, clients, directory, log, refreshKey } = parts;

  const adapter = createRecordAdapter({
    store,
    clients,
    resumeUrl: (id) => `${address}${authorizePath}/${id}`,
    successorOf: (refreshToken) => successor(refreshKey, refreshToken, 'refresh'),
    onGrantEnded: (grant) => parts.onGrantEnded(grant, OidcProvider.ctx?.oidc.route ?? 'administration'),
    alreadyUsed: () => new errors.InvalidGrant('grant request is invalid'),
  });

  /** Every authorization request is decided by our own page: the library remembers neither people nor consents. */
  const { Prompt, Check } = interactionPolicy;
  const decidedByPage = new Prompt(
    { name: 'consent', requestable: true },
    new Check('consent_missing', 'consent was not asked yet', 'consent_required', ({ oidc }) => {
      return oidc.result?.consent?.grantId === undefined;
    }),
  );

  const policy = interactionPolicy.base();
  for (const name of ['login', 'consent']) policy.remove(name);
  policy.add(decidedByPage);

  // Without id tokens nothing is ever signed; the library wants a key of the kind that clients default to.
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256' };

  const configuration: Configuration = {
    adapter,
    clientAuthMethods: [...tokenAuthMethods],
    jwks: { keys: [key] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { clientAuthSigningAlgValues: [...assertionAlgorithms] },
    scopes: [],
    claims: {},
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: (_ctx, client) => client.grantTypeAllowed('authorization_code') },
    clockTolerance: 15,
    cookies: {
      names: cookieNames(address),
      short: { httpOnly: true, sameSite: 'lax', signed: false },
      long: { httpOnly: true, sameSite: 'lax', signed: false },
    },
    routes: {
      authorization: authorizePath,
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      registration: '/oauth/register',
      jwks: '/oauth/jwks',
    },
    ttl: {
      AccessToken: lifetimes.accessToken,
      AuthorizationCode: lifetimes.code,
      ClientCredentials: lifetimes.accessToken,
      Grant: lifetimes.grant,
      Interaction: lifetimes.interaction,
      RefreshToken: lifetimes.refreshToken,
      Session: lifetimes.interaction,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      registration: {
        enabled: true,
        idFactory: () => parts.ids('client'),
        issueRegistrationAccessToken: false,
      },
      registrationManagement: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${address}/mcp`,
        useGrantedResource: () => true,
        getResourceServerInfo: async (_ctx, identifier, client) => {
          const resource = resourceOfUrl(identifier, address);
          if (!resource || resource.identifier !== identifier) throw new errors.InvalidTarget();
          const agent = await clients.find(client.clientId);
          const home = agent?.workspaceId;
          const isElsewhere =
            home !== undefined &&
            resource.workspace !== undefined &&
            directory.workspaceOf(resource.workspace)?.id !== home;
          if (isElsewhere) throw new errors.InvalidTarget();
          return {
            scope: (agent?.scopes ?? weirScopes).join(' '),
            audience: identifier,
            accessTokenFormat: 'opaque',
          };
        },
      },
    },
    interactions: {
      policy,
      url: (_ctx, interaction) => `${consentPath}/${interaction.uid}`,
    },
    extraTokenClaims: (ctx) => contextOf(ctx),
    expiresWithSession: () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    findAccount: (_ctx, id) => {
      const subject = subjectOf(id);
      const member = subject && directory.member(subject.workspaceId, subject.personId);
      return member && { accountId: id, claims: () => ({ sub: id }) };
    },
    renderError: async (ctx, out) => {
      const { html, contentPolicy } = await parts.errorPage({
        code: out.error,
        description: out.error_description ?? '',
      });
      ctx.type = 'html';
      ctx.set('content-security-policy', contentPolicy);
      ctx.body = html;
    },
    fetch: async (url, options) => {
      const { protocol, origin, pathname, search } = new URL(url instanceof Request ? url.url : url);
      if (protocol !== 'https:' || (options?.method ?? 'GET') !== 'GET') {
        throw new Error('only documents behind https are fetched');
      }
      const answer = await parts.transport.send(
        { origin, path: `${pathname}${search}`, method: 'GET', effect: 'read', person: 'oauth' },
        AbortSignal.timeout(lifetimes.code * 1_000),
      );
      return new Response(new Uint8Array(answer.body), { status: answer.status });
    },
  };

  const provider = new OidcProvider(address, configuration);
  provider.silent = true;
  provider.proxy = false;

  storeHashesOfSecrets(provider);
  repeatLostAnswers(provider, refreshKey, () => OidcProvider.ctx?.oidc.entities.RotatedRefreshToken?.jti);

  const refused = (ctx: KoaContextWithOIDC, error: Error): void => {
    log.info('oauth.request_refused', { error: error.message, client: ctx.oidc.client?.clientId });
  };
  provider.on('grant.error', refused);
  provider.on('authorization.error', refused);
  provider.on('registration_create.error', refused);
  provider.on('server_error', (_ctx, error) => log.error('oauth.request_failed', { error }));
  provider.on('registration_create.success', (_ctx, client) => {
    parts
      .onRegistered(client.clientId)
      .catch((error: unknown) => log.error('oauth.registration_not_recorded', { error }));
  });
  provider.on('grant.success', ({ oidc }) => {
    const id = oidc.client?.clientId;
    if (id === undefined) return;
    clients.keep(id).catch((error: unknown) => log.warn('oauth.client_not_kept', { error }));
  });
  return provider;
}

/** Clients come with the hash of their secret in its place. */
function storeHashesOfSecrets(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function compare(actual: string): boolean {
    const [kept, sent] = [Buffer.from(this.clientSecret ?? ''), Buffer.from(hashId(actual))];
    return kept.byteLength === sent.byteLength && timingSafeEqual(kept, sent);
  };
}

/** What the library's tokens have, which its types leave out. */
interface MakesOwnId {
  aud?: unknown;
  scope?: string;
  generateTokenId: (this: MakesOwnId) => string;
}

/** `refreshed`: the token that the current request refreshes. Asked again because its answer was lost, it gives the same. */
function repeatLostAnswers(provider: Provider, key: Secret, refreshed: () => string | undefined): void {
  const access = provider.AccessToken.prototype as unknown as MakesOwnId;
  const refresh = provider.RefreshToken.prototype as unknown as MakesOwnId;
  const random = { access: access.generateTokenId, refresh: refresh.generateTokenId };
  refresh.generateTokenId = function next() {
    const before = refreshed();
    return before === undefined ? random.refresh.call(this) : successor(key, before, 'refresh');
  };
  access.generateTokenId = function next() {
    // The library notes the token's format while it makes an id.
    const id = random.access.call(this);
    const before = refreshed();
    return before === undefined
      ? id
      : successor(key, before, `access ${String(this.aud)} ${this.scope ?? ''}`);
  };
}

/** The conversation that a client says a token is for; it is recorded, and no rights follow from it. */
function contextOf({ oidc }: KoaContextWithOIDC): { context_id: string } | undefined {
  const id: unknown = oidc.body?.['context_id'];
  return typeof id === 'string' && /^[\x21-\x7e]{1,128}$/.test(id) ? { context_id: id } : undefined;
}
