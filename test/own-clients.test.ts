import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callMcp, handClient, register, tokensOf, type Tokens } from './support/oauth-client.ts';
import { formBrowser, type FormBrowser } from './support/form-browser.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
beforeAll(async () => {
  weir = await startOAuthWeir();
  await weir.joinBlue(0);
});
afterAll(() => weir.close());

/** Has somebody let a client in; answers its tokens. */
async function letIn(index: number, name: string, workspace: 'red' | 'blue' = 'red'): Promise<Tokens> {
  const resource = `${weir.url}/w/${workspace}/mcp`;
  const clientId = await register(weir.url, { client_name: name });
  const client = handClient(weir.url, { clientId, resource });
  return tokensOf(client, await weir.browserOf(index), { scope: 'weir:read weir:write' });
}

async function pagesOf(index: number): Promise<FormBrowser> {
  const browser = formBrowser();
  browser.keep(await weir.signIn(index));
  return browser;
}

const clientsPage = `/clients`;
const grantIn = (html: string): string => /name="grant" value="([0-9a-f]{64})"/.exec(html)?.[1] ?? '';
const works = async ({ access_token: token }: Tokens, workspace = 'red'): Promise<boolean> =>
  (await callMcp(`${weir.url}/w/${workspace}/mcp`, token)).status === 200;
/** What was found about a token is trusted for a second. */
const afterTrust = () => new Promise((resolve) => setTimeout(resolve, 1_100));

describe('the clients that somebody let in', () => {
  it('are listed with workspace, address and what each may do, and end when their person says so', async () => {
    const tokens = await letIn(0, 'Desk <client>');
    await letIn(0, 'Blue client', 'blue');
    const browser = await pagesOf(0);
    const page = await browser.open(`${weir.url}${clientsPage}`);
    expect(page.text).toContain('Desk <client> Red team');
    expect(page.text).toContain(`${weir.url}/w/red/mcp`);
    expect(page.text).toContain('Blue client Blue team');
    expect(page.text).toContain('Find and read pages');
    expect(page.text).toContain('Create and change pages');
    expect(page.text).not.toContain('Delete pages');
    expect(page.html).not.toContain('<client>');
    expect(await works(tokens)).toBe(true);

    const [, row = ''] = page.html.split('Desk &lt;client&gt;');
    const token = /name="form_token" value="([^"]*)"/.exec(row)?.[1] ?? '';
    const fields = { form_token: token, workspace: weir.red.id, grant: grantIn(row) };
    const ended = await browser.post(`${weir.url}/clients/revoke`, fields);
    expect(ended.url.pathname + ended.url.search).toBe('/clients?done=revoked');
    expect(ended.text).toContain('The client can no longer work as you.');
    expect(ended.text).not.toContain('Desk');
    expect(ended.text).toContain('Blue client');
    await afterTrust();
    expect(await works(tokens)).toBe(false);

    const again = await browser.post(`${weir.url}/clients/revoke`, fields);
    expect(again.status).toBe(404);
    expect(again.text).toContain('its access has ended already');
    await weir.foundation.recorder.flush();
    const events = await weir.foundation.store.db
      .selectFrom('audit_records')
      .select(['workspace_id as workspaceId', 'user_id as userId', 'rule'])
      .where('operation', '=', 'oauth_grant.revoked')
      .execute();
    expect(events).toEqual([{ workspaceId: weir.red.id, userId: weir.person(0).id, rule: 'by the person' }]);
  });

  it('are ended by nobody else, in no other workspace, and by no other site', async () => {
    const tokens = await letIn(1, 'Kept client');
    const own = await pagesOf(1);
    const page = await own.open(`${weir.url}${clientsPage}`);
    const token =
      /action="\/clients\/revoke"[\s\S]*?name="form_token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const fields = { form_token: token, workspace: weir.red.id, grant: grantIn(page.html) };
    const revoke = `${weir.url}/clients/revoke`;

    const other = await pagesOf(2);
    const shown = await other.open(`${weir.url}${clientsPage}`);
    expect(shown.text).not.toContain('Kept client');
    expect(shown.text).toContain('No client works as you yet.');
    expect((await other.post(revoke, fields)).status).toBe(403);
    const withBlue = await pagesOf(0);
    const theirs = await withBlue.open(`${weir.url}${clientsPage}`);
    const theirToken = /name="form_token" value="([^"]*)"/.exec(theirs.html)?.[1] ?? '';
    expect((await withBlue.post(revoke, { ...fields, form_token: theirToken })).status).toBe(404);
    expect((await own.post(revoke, { ...fields, workspace: weir.blue.id })).status).toBe(404);
    expect((await own.post(revoke, { ...fields, grant: 'x' })).status).toBe(404);
    expect((await own.post(revoke, fields, 'https://evil.example')).status).toBe(403);
    expect((await own.post(revoke, { ...fields, form_token: 'forged' })).status).toBe(403);

    await afterTrust();
    expect(await works(tokens)).toBe(true);
  });

  it('are shown to nobody who is not signed in', async () => {
    const sent = await fetch(`${weir.url}${clientsPage}`, { redirect: 'manual' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fclients']);
    const refused = await fetch(`${weir.url}/clients/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ grant: 'x' }),
      redirect: 'manual',
    });
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fclients']);
  });
});
