import type Provider from 'oidc-provider';
import type { Recorder } from '../../audit/record.ts';
import type { Transport } from '../../confluence/http/transport.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import { countClients, evictRecords, type OAuthRecord } from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import { sharedSecret } from '../../vault/shared-secret.ts';
import type { Sealer } from '../../vault/vault.ts';
import type { Directory } from '../directory.ts';
import { createAdministration, type OAuthAdministration } from './administration.ts';
import { readAuthorization, readTokenRequest } from './asked.ts';
import { createAuthorizations, type Authorizations } from './authorizations.ts';
import { createClients } from './clients.ts';
import { resourceMetadata, serverMetadata } from './discovery.ts';
import { createEvents } from './events.ts';
import { answerOf, nodeExchange } from './node-exchange.ts';
import { cookieNames, createProvider, type ErrorPage, type ServerError } from './provider.ts';
import { readRegistration, registrationsPerHour } from './registration.ts';
import { resourceOfPath } from './resource.ts';
import { subjectOf } from './subject.ts';

export interface OAuthServerParts {
  readonly store: Store;
  readonly vault: Sealer;
  readonly recorder: Recorder;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: NewId;
  readonly random: Random;
  readonly log: Log;
  /** Weir's own address, the issuer: the same for every process, known once Weir listens. */
  readonly address: () => string;
  /** The way out to metadata documents of clients (`createMetadataTransport`). */
  readonly transport: Transport;
  /** For development: metadata documents on this machine. */
  readonly allowLoopbackDocuments: boolean;
  /** Hosts whose metadata documents are taken; empty: all. */
  documentHosts(): Promise<readonly string[]>;
  /** The switch for clients that register themselves. */
  registrationAllowed(): Promise<boolean>;
  /** A page for a browser that cannot be sent back to its client. */
  errorPage(error: ServerError): Promise<ErrorPage>;
}

/** Our OAuth 2.1 server: tokens for MCP clients, for the MCP addresses of this installation alone. */
export interface OAuthServer {
  /** `/oauth/authorize` and the way back into it. */
  authorize(request: Request): Promise<Response>;
  /** `body`: form-encoded. */
  token(headers: Headers, body: string): Promise<Response>;
  revoke(headers: Headers, body: string): Promise<Response>;
  /** `body`: JSON. */
  register(headers: Headers, body: string): Promise<Response>;
  /** RFC 8414. */
  metadata(): Promise<object>;
  /** RFC 9728 for the MCP address with this path; undefined for any other. */
  resourceMetadata(path: string): object | undefined;
  readonly authorizations: Authorizations;
  readonly administration: OAuthAdministration;
  close(): void;
}

/** Milliseconds between two looks for records whose time is over. */
const sweepMs = 60_000;
const hour = 3_600_000;

export function createOAuthServer(parts: OAuthServerParts): OAuthServer {
  const { store, directory, log, ids, address } = parts;
  const record = createEvents(parts);
  const clients = createClients({ ...parts, allowLoopback: parts.allowLoopbackDocuments });

  async function onGrantEnded(grant: OAuthRecord, route: string): Promise<void> {
    const subject = subjectOf(grant.accountId ?? '');
    await record({
      name: 'oauth_grant.revoked',
      ...(subject && { workspaceId: subject.workspaceId, userId: subject.personId }),
      ...(grant.clientId !== undefined && { agentId: grant.clientId }),
      rule: route === 'revocation' ? 'by the client' : 'a code or refresh token was used twice',
    });
  }

  let made: Promise<Provider> | undefined;
  async function make(): Promise<Provider> {
    const refreshKey = await sharedSecret(parts, 'oauth.refresh');
    return createProvider(address(), {
      ...parts,
      clients,
      refreshKey,
      onGrantEnded,
      onRegistered: (clientId) =>
        record({ name: 'oauth_client.registered', agentId: clientId, rule: 'by itself' }),
    });
  }
  /** Made with the first request, and again where that failed. */
  const provider = (): Promise<Provider> =>
    (made ??= make().catch((reason: unknown) => {
      made = undefined;
      throw reason;
    }));

  async function answer(method: string, path: string, headers: Headers, body: string): Promise<Response> {
    const oidc = await provider();
    const forgotten = new Set([cookieNames(address()).session]);
    return answerOf(nodeExchange({ method, path, headers, body }, address()), oidc.callback(), forgotten);
  }

  const timer = setInterval(() => {
    store
      .now()
      .then((now) => evictRecords(store.db, now))
      .catch((error: unknown) => log.warn('oauth.sweep_failed', { error }));
  }, sweepMs).unref();

  return {
    async authorize(request) {
      const { pathname, searchParams } = new URL(request.url);
      const isBegun = pathname !== '/oauth/authorize';
      const path = isBegun
        ? pathname
        : `${pathname}?${readAuthorization(searchParams, address()).toString()}`;
      return answer('GET', path, request.headers, '');
    },

    async token(headers, body) {
      const read = readTokenRequest(new URLSearchParams(body), address());
      return answer('POST', '/oauth/token', headers, read.toString());
    },

    revoke: (headers, body) => answer('POST', '/oauth/revoke', headers, body),

    async register(headers, body) {
      if (!(await parts.registrationAllowed())) {
        return refusal(
          403,
          'access_denied',
          'Clients cannot register themselves here. Ask an administrator.',
        );
      }
      const read = readRegistration(parseJson(body));
      if ('error' in read) return refusal(400, read.error, read.error_description);
      const since = (await store.now()) - hour;
      if ((await countClients(store.db, 'registration', since)) >= registrationsPerHour) {
        return refusal(
          429,
          'temporarily_unavailable',
          'Too many clients registered themselves. Try again later.',
        );
      }
      return answer('POST', '/oauth/register', headers, JSON.stringify(read.metadata));
    },

    metadata: async () => serverMetadata(address(), { canRegister: await parts.registrationAllowed() }),

    resourceMetadata(path) {
      const resource = resourceOfPath(path, address());
      return resource && resourceMetadata(resource, address());
    },

    authorizations: createAuthorizations({ store, clients, record, address, provider }),
    administration: createAdministration({ store, record, directory, ids, random: parts.random }),
    close: () => clearInterval(timer),
  };
}

/** An error in the words of RFC 6749 §5.2 and RFC 7591 §3.2.2. */
function refusal(status: number, error: string, description: string): Response {
  return Response.json(
    { error, error_description: description },
    { status, headers: { 'cache-control': 'no-store' } },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
