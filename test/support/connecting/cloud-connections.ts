import { onTestFinished } from 'vitest';
import { callbackPath } from '../../../src/auth/connect/consent.ts';
import { scopesOfConnection } from '../../../src/auth/connections/scope-report.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import type { StoredConnection } from '../../../src/store/connections.ts';
import { startSandbox, type RunningSandbox } from '../../../sandbox/index.ts';
import type { FormBrowser, ShownPage } from '../form-browser.ts';
import { startConnectSite, type ConnectSite } from './connect-site.ts';

export interface CloudWorld {
  readonly sandbox: RunningSandbox;
  readonly site: ConnectSite;
  readonly connection: StoredConnection;
  readonly clientId: string;
}

const scopes = [...scopesOfConnection({ platform: 'cloud', settings: {} }), 'offline_access'];

/** A Cloud site and a connection to it through an app that people consent to: the operator's, or the workspace's own. */
export async function cloudWorld(
  authMode: 'oauth' | 'oauth_central',
  {
    app = {},
    isKnown = true,
  }: {
    readonly app?: Partial<Parameters<RunningSandbox['apps']['create']>[0]>;
    /** Whether the connection's address is the site's; else it is a company's own, whose id nobody could find out. */
    readonly isKnown?: boolean;
  } = {},
): Promise<CloudWorld> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  // Its callback is known once Weir listens.
  const { clientId, clientSecret } = sandbox.apps.create({
    name: 'Weir',
    redirectUri: 'http://localhost:9/callback',
    scopes,
    ...app,
  });
  const site = await startConnectSite({
    atlassian: sandbox.atlassian,
    ...(authMode === 'oauth_central' && {
      centralApp: { clientId, clientSecret: new Secret(clientSecret) },
    }),
  });
  onTestFinished(() => site.close());
  sandbox.apps.change(clientId, { redirectUri: `${site.url}${callbackPath}` });
  const connection = await site.addConnection(
    {
      slug: 'wiki',
      platform: 'cloud',
      // Weir itself says nothing of being a site.
      site: `${isKnown ? sandbox.siteUrl : site.url}/wiki`,
      authMode,
      settings: {
        ...(isKnown && { cloudId: sandbox.cloudId }),
        ...(authMode === 'oauth' && { clientId }),
      },
    },
    authMode === 'oauth' ? clientSecret : undefined,
  );
  return { sandbox, site, connection, clientId };
}

/** From our page to the consent of Atlassian, signed in there as somebody. */
export async function toAtlassian(
  browser: FormBrowser,
  { address, accountId }: { readonly address: string; readonly accountId: string },
): Promise<ShownPage> {
  const ours = await browser.open(address);
  const login = await ours.submit();
  return login.url.pathname.endsWith('/login') ? login.submit({ account: accountId }) : login;
}

/** The whole way; `site` is the choice at Atlassian, the connection's site unless given. */
export async function consent(
  browser: FormBrowser,
  to: { readonly address: string; readonly accountId: string; readonly site: string },
): Promise<ShownPage> {
  const asked = await toAtlassian(browser, to);
  return asked.submit({ site: to.site, decision: 'accept' });
}
