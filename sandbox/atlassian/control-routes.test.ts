import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';
import { askForTokens, connect } from './testing/connect.ts';

describe('control by other processes', () => {
  let fixture: FixtureSite;
  beforeEach(async () => {
    fixture = await startFixtureSite();
  });
  afterEach(() => fixture.sandbox.close());

  const tell = async (what: string, body: unknown, type = 'application/json'): Promise<Answer> =>
    answerOf(
      await fetch(`${fixture.sandbox.siteUrl}/_sandbox/${what}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(body),
      }),
    );
  const pagesWith = async (authorization: string): Promise<number> =>
    (await fetch(`${fixture.sandbox.apiUrl}/wiki/api/v2/pages`, { headers: { authorization } })).status;

  it('registers apps, rotates their secrets, revokes grants and moves the clock', async () => {
    const { sandbox, ben } = fixture;
    const { accountId } = ben.person;
    const asked = { name: 'Weir', redirectUri: 'http://localhost:9/cb', scopes: ['read:page:confluence'] };
    const created = await tell('apps', asked);
    const [clientId, clientSecret] = [created.textAt('clientId'), created.textAt('clientSecret')];
    const tokens = await connect(sandbox, { ...asked, clientId, clientSecret }, accountId);
    const bearer = `Bearer ${tokens.access_token}`;
    expect(await pagesWith(bearer)).toBe(200);
    const before = sandbox.clock.now();
    expect((await tell('clock', { advanceMs: 3_600_000 })).at('now')).toBeGreaterThanOrEqual(
      before + 3_600_000,
    );
    expect(await pagesWith(bearer)).toBe(404);
    const rotated = await tell(`apps/${clientId}/secret`, {});
    expect(rotated.textAt('clientSecret')).not.toBe(clientSecret);
    const again = { ...asked, clientId, clientSecret: rotated.textAt('clientSecret') };
    const fresh = `Bearer ${(await connect(sandbox, again, accountId)).access_token}`;
    expect(await pagesWith(fresh)).toBe(200);
    expect((await tell('revocations', { accountId })).status).toBe(200);
    expect(await pagesWith(fresh)).toBe(404);
  });

  it('makes API tokens with scopes, and service accounts', async () => {
    const { sandbox, ben } = fixture;
    const scopes = ['read:page:confluence'];
    const token = await tell('scoped-tokens', { accountId: ben.person.accountId, scopes });
    expect(await pagesWith(`Basic ${btoa(`${ben.person.email}:${token.textAt('token')}`)}`)).toBe(200);
    const bot = await tell('service-accounts', { name: 'Bot', scopes });
    const { body } = await askForTokens(sandbox, {
      grant_type: 'client_credentials',
      client_id: bot.textAt('clientId'),
      client_secret: bot.textAt('clientSecret'),
    });
    expect(await pagesWith(`Bearer ${(body as { access_token: string }).access_token}`)).toBe(200);
  });

  it('says what is wrong with a request, and takes none from a web page', async () => {
    const app = { name: 'Weir', redirectUri: 'http://example.com/cb', scopes: [] };
    expect((await tell('apps', app)).textAt('message')).toContain('has to be https');
    expect((await tell('apps', { ...app, colour: 'red' })).status).toBe(400);
    expect((await tell('apps/nobody/secret', {})).textAt('message')).toBe('no app nobody');
    expect((await tell('scoped-tokens', { accountId: 'nobody', scopes: [] })).status).toBe(400);
    expect((await tell('clock', { advanceMs: 'an hour' })).status).toBe(400);
    expect((await tell('apps', app, 'text/plain')).status).toBe(415);
  });
});
