import { createAdminApi } from '../admin-api/admin-api.ts';
import { createRecordStreams } from '../audit/streams/record-streams.ts';
import { createConnectLinks, linkLifetimeMs } from '../auth/connect/connect-links.ts';
import { createConnectWaiting } from '../auth/connect/connect-waiting.ts';
import { createConnectedSites } from '../auth/connected-sites.ts';
import { createConnections, type Connections } from '../auth/connections/connections.ts';
import { scopesOfConnection } from '../auth/connections/scope-report.ts';
import { verifyingOnConnect } from '../auth/connections/verify-on-connect.ts';
import { watchSharedAccounts } from '../auth/connections/watch-shared-account.ts';
import { openDirectory, type Directory } from '../auth/directory.ts';
import { createBrowserForms } from '../auth/sessions/browser-forms.ts';
import { createBrowserSessions } from '../auth/sessions/create-browser-sessions.ts';
import { createErrands } from '../auth/sessions/create-errands.ts';
import type { SignIn } from '../auth/sign-in/sign-in.ts';
import type { AtlassianAddresses } from '../auth/upstream/addresses.ts';
import { createUpstream, type CentralApp } from '../auth/upstream/upstream.ts';
import type { NetworkSettings } from '../config/network-settings.ts';
import type { OAuthSettings } from '../config/load-config.ts';
import type { SignInSettings } from '../config/sign-in-settings.ts';
import { createClientAddress, type ProxySettings } from '../http/client-address.ts';
import type { GovernanceParts } from '../governance/change-governance.ts';
import { openGovernance } from '../governance/snapshot.ts';
import { bearerGate } from '../http/gate.ts';
import type { Address } from '../http/listen.ts';
import { createOAuthMount } from '../http/oauth-mount.ts';
import { createConnectQuestion } from '../mcp/connect-question.ts';
import { catalogue } from '../operations/catalogue.ts';
import { operationId } from '../operations/operation.ts';
import { createAccountPages } from '../pages/account-routes.ts';
import { createClientsPages } from '../pages/clients-routes.ts';
import { createApprovePages } from '../pages/approve-routes.ts';
import { createConnectRoutes } from '../pages/connect/routes.ts';
import { createSignInPages } from '../pages/sign-in-routes.ts';
import { sharedSecret } from '../vault/shared-secret.ts';
import { compose } from './compose.ts';
import type { Foundation } from './foundation.ts';
import { transportOf, withoutSiteSecrets } from './network.ts';
import { ownOAuthServer } from './own-oauth-server.ts';
import { openGovernedCalls } from './governed-calls.ts';
import { startGovernance, type OwnGovernance } from './own-governance.ts';
import { serve, type RunningWeir } from './serve.ts';
import { tracedTransport } from './traced-transport.ts';
import { waysToSignIn } from './ways-to-sign-in.ts';

export interface InstallationSettings {
  /** Its store holds workspaces, people and connections already. */
  readonly foundation: Foundation;
  readonly listenOn: Address;
  /** Under which people reach this installation; where it listens unless given. */
  readonly publicUrl?: string;
  readonly network: NetworkSettings;
  /** Reverse proxies that are believed; none when absent. */
  readonly proxies?: ProxySettings;
  readonly atlassian: AtlassianAddresses;
  readonly centralApp?: CentralApp;
  readonly signIn: SignInSettings;
  /** What the configuration decides; the rest is for administrators to decide. */
  readonly oauth: OAuthSettings;
  /** Whether clients may register themselves where nobody has said anything. */
  readonly registersUnlessSaid: boolean;
  /** Clients on this machine may describe themselves at an address of this machine: for the demo. */
  readonly allowLoopbackDocuments: boolean;
  /** Shown on the start page of the demo. */
  readonly sandboxUrl?: string;
  /** Writes the governance that a start brings, before anything is served. */
  readonly govern?: (parts: GovernanceParts) => Promise<unknown>;
}

export interface RunningInstallation extends RunningWeir {
  readonly governance: OwnGovernance;
  readonly directory: Directory;
  readonly connections: Connections;
  readonly signIn: SignIn;
}

/** A gateway for a team: who signs in, with which accounts they reach Confluence, MCP, pages and the admin API. */
export async function startInstallation(settings: InstallationSettings): Promise<RunningInstallation> {
  const { foundation, network, atlassian, centralApp, oauth, publicUrl } = settings;
  const { store, vault, log, traces } = foundation;
  const clientAddress = createClientAddress(settings.proxies ?? {});
  let ownUrl = '';
  const address = (): string => publicUrl ?? ownUrl;
  const directory = await openDirectory(foundation);
  const transport = tracedTransport(transportOf(network), traces);
  const plainTransport = tracedTransport(transportOf(withoutSiteSecrets(network)), traces);
  const shared = { ...foundation, directory, transport, plainTransport, address, atlassian, sealer: vault };

  const upstream = createUpstream({ ...shared, centralApp, scopesOf: scopesOfConnection });
  const connections = createConnections({
    ...shared,
    upstream,
    hasCentralApp: centralApp !== undefined,
    outgoingAddresses: network.outgoingAddresses ?? [],
  });
  const sessions = createBrowserSessions(shared);
  const errands = createErrands(shared);
  const signIn = waysToSignIn({ ...shared, sessions, errands }, settings);
  const snapshot = await openGovernance(shared);
  const { serviceIdentity } = snapshot;
  const oauthServer = ownOAuthServer({ ...shared, serviceIdentity }, settings);
  const governance = startGovernance(shared, snapshot, oauthServer.server.administration);
  await settings.govern?.(governance.parts);
  const links = createConnectLinks(shared);
  const calls = await openGovernedCalls(shared);

  const questionKey = await sharedSecret(foundation, 'mcp.request-state');
  const composition = compose(foundation, {
    ...calls.ofPipeline,
    approving: calls.question,
    credentials: createConnectedSites({
      directory,
      upstream,
      transport,
      watch: watchSharedAccounts({ connections, log }),
    }),
    policy: snapshot,
    address,
    connectAddressFor: (caller, connection) => links.addressFor(caller, connection),
    question: () =>
      createConnectQuestion({
        key: questionKey,
        waiting: createConnectWaiting({ store }),
        ttlMs: linkLifetimeMs,
      }),
  });
  const sweeper = upstream.startSweeper();
  const streamTransport = transportOf(withoutSiteSecrets(network));
  const recordStreams = createRecordStreams({ ...shared, transport: streamTransport });
  recordStreams.start();

  async function stop(): Promise<void> {
    await sweeper.close();
    await recordStreams.close();
    await streamTransport.close();
    governance.close();
    await calls.close();
    await oauthServer.close();
    directory.close();
    await transport.close();
    await plainTransport.close();
  }

  /** Before a request is served: a process that was merely busy refuses nobody. Raises `upstream_unavailable`. */
  async function ensureFresh(): Promise<void> {
    await directory.ensureFresh();
    await governance.ensureFresh();
    await calls.rules.ensureFresh();
  }

  const { authenticate } = oauthServer;
  const weir = await serve({
    foundation,
    composition,
    gate: bearerGate(
      async (key, resource) => {
        await ensureFresh();
        const principal = await authenticate(key, resource);
        if (!principal) return undefined;
        await governance.seen(principal);
        return governance.known(principal);
      },
      log,
      address,
    ),
    mounts: () => [
      createOAuthMount({ ...shared, server: oauthServer.server, sessions, grants: upstream, clientAddress }),
      // Before connecting: both have people come back to one address.
      createSignInPages({
        signIn,
        sessions,
        forms: createBrowserForms(shared),
        log,
        printsLink: settings.sandboxUrl !== undefined,
        // Where no proxy is trusted, one that says it stands between is not slowed down for everybody.
        ...(settings.proxies?.trustedProxies?.length && {
          networkAddress: ({ headers }, socket) => clientAddress(headers, socket),
        }),
      }),
      createAccountPages({
        signIn,
        sessions,
        store,
        workspaceName: (id) => directory.workspaces().find((workspace) => workspace.id === id)?.name,
        log,
      }),
      createClientsPages({ ...shared, sessions, grants: oauthServer.server.administration }),
      createApprovePages({
        ...shared,
        desk: calls.desk,
        sessions,
        titleOf: (id) => catalogue.find((operation) => operationId(operation) === id)?.title,
      }),
      createConnectRoutes({
        ...shared,
        sessions,
        errands,
        links,
        upstream: verifyingOnConnect(upstream, connections),
      }),
      createAdminApi({
        ...shared,
        sessions,
        connections,
        upstream,
        oauth: oauthServer.server.administration,
        governance: governance.administration,
        calls,
        oauthSettings: oauth,
        registersUnlessSaid: settings.registersUnlessSaid,
        signInLinks: signIn.links,
        audit: {
          key: foundation.auditKey,
          headFile: foundation.auditHead,
          values: foundation.auditValues,
          streams: recordStreams,
        },
        // Tokens for administration are asked for at the general MCP address.
        authenticate: async (token) => authenticate(token, `${address()}/mcp`),
      }),
    ],
    hostnames: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    listenOn: settings.listenOn,
    clientAddress,
    async signedIn(request) {
      const session = await sessions.of(request);
      return session && { name: session.name, email: session.email, formToken: sessions.formToken(request) };
    },
    address,
    onListening: (url) => (ownUrl = url),
    onDrained: stop,
    ready: () =>
      ensureFresh().then(
        () => true,
        () => false,
      ),
    ...(settings.sandboxUrl !== undefined && { sandboxUrl: settings.sandboxUrl }),
  }).catch(async (reason: unknown) => {
    await stop();
    throw reason;
  });
  return {
    ...weir,
    governance,
    directory,
    connections,
    signIn,
    async close() {
      // While the record's positions can be written.
      await recordStreams.close();
      await governance.settle();
      await weir.close();
    },
  };
}
