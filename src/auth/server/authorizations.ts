import type Provider from 'oidc-provider';
import type { Store } from '../../store/open-store.ts';
import type { Member } from '../directory.ts';
import { isBlocked } from './blocks.ts';
import type { Clients } from './clients.ts';
import { isLoopback, type ClientSource } from './client-record.ts';
import type { RecordEvent } from './events.ts';
import { nodeExchange } from './node-exchange.ts';
import { consentPath } from './provider.ts';
import { findConsent, rememberConsent, type RememberedConsent } from './remembered-consents.ts';
import { resourceOfUrl, type McpResource } from './resource.ts';
import { scopesToAdd, weirScopes, weirScopesIn, type WeirScope } from './scopes.ts';
import { subjectText } from './subject.ts';

/** A client as a person has to judge it. */
export interface AskingClient {
  readonly id: string;
  /** What it calls itself; nobody has checked it unless an administrator entered it. */
  readonly name?: string;
  readonly source: ClientSource;
  /** Who vouches for it: the host of its metadata document. */
  readonly host?: string;
  /** Where the browser goes afterwards. */
  readonly redirectUri: URL;
  /** Any program on the browser's machine may be listening there. */
  readonly redirectsToLoopback: boolean;
  /**
   * Whether its redirect address proves that it is the client of that id (RFC 8252 §8.6): only then may an earlier consent
   * stand for a new one without anybody seeing it.
   */
  readonly isAssured: boolean;
}

/** An authorization request on its way, in the browser that began it. */
export interface Authorization {
  readonly id: string;
  readonly client: AskingClient;
  readonly resource: McpResource;
  /** What the client asked for. */
  readonly scopes: readonly WeirScope[];
  /** What the person may add to that. */
  readonly addable: readonly WeirScope[];
  /** The client wants the person to be asked whatever was remembered. */
  readonly wantsConsent: boolean;
  /** Consent was given and only the way back is missing. */
  readonly isAllowed: boolean;
}

export interface Authorizations {
  /** Undefined where this browser has none of this id (any more). */
  find(request: Request, id: string): Promise<Authorization | undefined>;
  remembered(authorization: Authorization, member: Member): Promise<RememberedConsent | undefined>;
  isBlocked(authorization: Authorization, member: Member): Promise<boolean>;
  /**
   * `asked`: the person was asked just now. `added`: what they let the client do beyond what it asked for; of that only what
   * is `addable` is granted. After it the browser may go on to `resumePath`.
   */
  allow(
    request: Request,
    authorization: Authorization,
    member: Member,
    how: { readonly asked: boolean; readonly added: readonly WeirScope[] },
  ): Promise<void>;
  refuse(
    request: Request,
    authorization: Authorization,
    by: { readonly member?: Member; readonly rule: string },
  ): Promise<void>;
}

/** Where the browser goes back to the client through the server. */
export function resumePath({ id }: Pick<Authorization, 'id'>): string {
  return `/oauth/authorize/${id}`;
}

export function createAuthorizations(parts: {
  readonly store: Store;
  readonly clients: Clients;
  readonly record: RecordEvent;
  readonly address: () => string;
  readonly provider: () => Promise<Provider>;
}): Authorizations {
  const { store, clients, record, address, provider } = parts;

  /** The library reads its cookie from the request, as on its own pages. */
  const exchange = (request: Request, id: string) =>
    nodeExchange(
      { method: 'GET', path: `${consentPath}/${id}`, headers: request.headers, body: '' },
      address(),
    );

  async function clientOf(id: string, redirect: string) {
    const known = await clients.find(id);
    const redirectUri = URL.parse(redirect);
    if (!known || !redirectUri) return undefined;
    const { source, metadata, scopes: limit } = known;
    const client: AskingClient = {
      id,
      source,
      redirectUri,
      ...(metadata.client_name !== undefined && { name: metadata.client_name }),
      ...(source === 'document' && { host: new URL(id).host }),
      redirectsToLoopback: isLoopback(redirectUri),
      isAssured: source !== 'registration' && redirectUri.protocol === 'https:',
    };
    return { client, limit };
  }

  return {
    async find(request, id) {
      const { req, res } = exchange(request, id);
      const oidc = await provider();
      // Raised for every request that is not of this browser, or over.
      const found = await oidc.interactionDetails(req, res).catch(() => undefined);
      if (found?.uid !== id) return undefined;
      const text = (name: string): string => {
        const value = found.params[name];
        return typeof value === 'string' ? value : '';
      };
      const asking = await clientOf(text('client_id'), text('redirect_uri'));
      const resource = resourceOfUrl(text('resource'), address());
      if (!asking || !resource) return undefined;
      const scopes = weirScopesIn(text('scope'));
      return {
        id,
        client: asking.client,
        resource,
        scopes,
        addable: scopesToAdd(scopes, asking.limit),
        wantsConsent: text('prompt').split(' ').includes('consent'),
        isAllowed: found.result?.consent !== undefined,
      };
    },

    async remembered({ client }, member) {
      return findConsent(store.db, member, client.id, await store.now());
    },

    isBlocked: ({ client }, member) => isBlocked(store.db, client.id, member.workspaceId),

    async allow(request, authorization, member, how) {
      const { id, client, resource, addable } = authorization;
      const added = addable.filter((scope) => how.added.includes(scope));
      const scopes = weirScopes.filter(
        (scope) => authorization.scopes.includes(scope) || added.includes(scope),
      );
      const oidc = await provider();
      const { req, res } = exchange(request, id);
      const interaction = await oidc.interactionDetails(req, res);
      const accountId = subjectText(member);
      const grant = new oidc.Grant({ accountId, clientId: client.id });
      grant.addResourceScope(resource.identifier, scopes.join(' '));
      const grantId = await grant.save();
      const { workspaceId, personId: userId } = member;
      await record({
        name: 'oauth_consent.given',
        workspaceId,
        userId,
        agentId: client.id,
        targets: [resource.path, ...scopes],
        rule: `${how.asked ? 'asked' : 'remembered'}${added.length > 0 ? `, added ${added.join(' ')}` : ''}`,
      });
      if (how.asked) {
        await rememberConsent(store.db, member, client.id, { scopes, added, now: await store.now() });
      }
      // The library gives a code what was asked for and granted, so that what was added has to be asked for too; the answer
      // of the token endpoint then says what the scope is (RFC 6749 §3.3).
      interaction.params['scope'] = scopes.join(' ');
      interaction.result = { login: { accountId, remember: false }, consent: { grantId } };
      await interaction.persist();
    },

    async refuse(request, authorization, { member, rule }) {
      const { id, client, resource } = authorization;
      await record({
        name: 'oauth_consent.refused',
        ...(member && { workspaceId: member.workspaceId, userId: member.personId }),
        agentId: client.id,
        targets: [resource.path],
        rule,
        outcome: 'denied',
      });
      const { req, res } = exchange(request, id);
      const oidc = await provider();
      await oidc.interactionResult(req, res, {
        error: 'access_denied',
        error_description: 'The person did not allow this.',
      });
    },
  };
}
