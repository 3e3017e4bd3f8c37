import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import type { AtlassianSignIn } from '../src/auth/sign-in/atlassian.ts';
import { createCentralAppSignIn } from '../src/auth/sign-in/central-app.ts';
import { createTransport, type Transport } from '../src/confluence/http/transport.ts';
import { Secret } from '../src/kernel/secret.ts';
import { saveConnection } from '../src/store/connections.ts';
import { bumpRevision } from '../src/store/revisions.ts';
import { formBrowser, type FormBrowser, type ShownPage } from './support/form-browser.ts';
import { startSignInSite, type SignInSite } from './support/signing-in/sign-in-site.ts';

const scopes = ['read:page:confluence', 'read:space:confluence'];

let sandbox: RunningSandbox;
let site: SignInSite;
let transport: Transport;
let connectionId = '';

beforeAll(async () => {
  sandbox = await startSandbox();
  transport = createTransport({ version: '0', allowPrivate: ['127.0.0.0/8'] });
  // Where connecting has its own callback.
  const connecting = new Hono();
  connecting.get('/integration-callback', (context) => context.text('connecting takes it'));
  site = await startSignInSite(
    ({ url, foundation, directory }) => {
      let made: AtlassianSignIn | undefined;
      // The app's callback is known once the site listens.
      const app = (): AtlassianSignIn => {
        made ??= createCentralAppSignIn({
          ...foundation,
          sealer: foundation.vault,
          directory,
          transport,
          atlassian: sandbox.atlassian,
          app: centralApp(`${url()}/integration-callback`),
          scopesOf: () => scopes,
        });
        return made;
      };
      const domains = ['weir.example'];
      return {
        local: true,
        atlassian: {
          domains,
          justInTime: { workspace: 'main' },
          app: { start: (request) => app().start(request), finish: (come) => app().finish(come) },
        },
      };
    },
    { mounts: [connecting] },
  );
  const { store, ids } = site.foundation;
  const saved = await saveConnection(
    store.db,
    {
      workspaceId: site.workspace.id,
      slug: 'wiki',
      platform: 'cloud',
      site: sandbox.siteUrl,
      authMode: 'oauth_central',
      settings: {},
      origin: 'admin',
      now: 1,
    },
    ids,
  );
  connectionId = saved.id;
  await bumpRevision(store.db, 'directory');
  await site.directory.refresh();
});
afterAll(async () => {
  await site.close();
  await transport.close();
  await sandbox.close();
});

function centralApp(redirectUri: string) {
  const asked = [...scopes, 'read:me', 'offline_access'];
  const { clientId, clientSecret } = sandbox.apps.create({ name: 'Weir', redirectUri, scopes: asked });
  return { clientId, clientSecret: new Secret(clientSecret), alwaysAsks: ['read:me'] };
}

const somebody = (index: number) => {
  const person = sandbox.people[index];
  if (!person) throw new Error('the sandbox has too few people');
  return person;
};

/** From our sign-in page to Atlassian's consent. */
async function toConsent(browser: FormBrowser, accountId: string): Promise<ShownPage> {
  const page = await browser.open(`${site.url}/sign-in`);
  return (await page.submit({}, { to: '/sign-in/atlassian' })).submit({ account: accountId });
}

const accepted = () => ({ site: sandbox.cloudId, decision: 'accept' });

describe('signing in with Atlassian', () => {
  it('says who somebody is, makes their account, and connects them by the same consent', async () => {
    const { accountId, email, displayName } = somebody(0);
    const browser = formBrowser();
    const consent = await toConsent(browser, accountId);
    const asked = browser.history.find(({ searchParams }) => searchParams.has('scope'))?.searchParams;
    expect(asked?.get('scope')?.split(' ').toSorted()).toEqual(
      [...scopes, 'offline_access', 'read:me'].toSorted(),
    );
    expect(asked?.get('state')).toMatch(/^atlassian\.[\w-]{43}$/);
    const shown = await consent.submit(accepted());
    expect(shown.url.pathname).toBe('/account');
    expect(shown.text).toContain(displayName);
    expect(shown.text).toContain(email);
    expect(shown.text).toContain('through Atlassian');

    const links = await site.foundation.store.db
      .selectFrom('person_connections as link')
      .innerJoin('upstream_grants as grant', 'grant.id', 'link.grant_id')
      .innerJoin('people as person', 'person.id', 'link.person_id')
      .select(['person.email', 'link.connection_id', 'link.cloud_id', 'grant.account_id', 'grant.state'])
      .execute();
    expect(links.map((row) => ({ ...row }))).toEqual([
      {
        email,
        connection_id: connectionId,
        cloud_id: sandbox.cloudId,
        account_id: accountId,
        state: 'connected',
      },
    ]);
    expect(await site.recorded()).toEqual([
      'account.created ok',
      'account.linked ok',
      'grant.connected ok',
      'session.started ok',
    ]);

    const again = await (await toConsent(formBrowser(), accountId)).submit(accepted());
    expect(again.text).toContain(email);
    expect(await site.foundation.store.db.selectFrom('accounts').select('id').execute()).toHaveLength(1);
  });

  it('signs in although a site was not allowed, and says in the log that nothing is connected', async () => {
    const { accountId, email } = somebody(1);
    const other = sandbox.accounts.addOtherSite({ name: 'Elsewhere' });
    await site.foundation.store.db
      .updateTable('connections')
      .set({ settings_json: JSON.stringify({ cloudId: sandbox.cloudId }) })
      .execute();
    await bumpRevision(site.foundation.store.db, 'directory');
    await site.directory.refresh();
    const consent = await toConsent(formBrowser(), accountId);
    const shown = await consent.submit({ site: other.cloudId, decision: 'accept' });
    expect(shown.text).toContain(email);
    const links = await site.foundation.store.db
      .selectFrom('person_connections as link')
      .innerJoin('people as person', 'person.id', 'link.person_id')
      .where('person.email', '=', email)
      .select('link.connection_id')
      .execute();
    expect(links).toEqual([]);
  });

  it('is refused when it is cancelled, replayed, forged, or comes back in another browser', async () => {
    const { accountId } = somebody(2);
    const cancelled = await (await toConsent(formBrowser(), accountId)).submit({ decision: 'cancel' });
    expect([cancelled.status, cancelled.text]).toEqual([
      403,
      expect.stringContaining('cancelled at Atlassian'),
    ]);

    const browser = formBrowser();
    const consent = await toConsent(browser, accountId);
    browser.stopBefore(({ pathname }) => pathname === '/integration-callback');
    const back = (await consent.submit(accepted())).url;
    browser.stopBefore(undefined);
    const forged = new URL(back);
    forged.searchParams.set('state', `atlassian.${'A'.repeat(43)}`);
    expect((await browser.open(forged)).status).toBe(403);
    expect((await formBrowser().open(back)).status).toBe(403);
    const wrongCode = new URL(back);
    wrongCode.searchParams.set('code', 'planted');
    const refused = await browser.open(wrongCode);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('could not sign you in')]);
    expect((await browser.open(back)).status).toBe(403);
    expect((await browser.open(`${site.url}/account`)).url.pathname).toBe('/sign-in');
    expect((await site.recorded()).slice(-2)).toEqual([
      'session.refused denied provider_refused',
      'session.refused denied provider_refused',
    ]);
  });

  it('leaves what comes back from connecting to connecting', async () => {
    for (const state of [`connect.${'A'.repeat(43)}`, '', 'oidc.x']) {
      const shown = await formBrowser().open(
        `${site.url}/integration-callback?${new URLSearchParams({ state })}`,
      );
      expect([shown.status, shown.text]).toEqual([200, 'connecting takes it']);
    }
  });
});
