import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../kernel/secret.ts';
import { createOidcProvider, type OidcSettings, type SendRequest } from './oidc-provider.ts';

const issuer = 'https://login.acme.test';
const clientSecret = 'planted-client-secret-0123456789';
const [nonce, verifier, state] = ['the-nonce', 'v'.repeat(43), 'oidc.the-state'];

let key: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };
let stranger: typeof key;
beforeAll(async () => {
  key = await generateKeyPair('RS256');
  stranger = await generateKeyPair('RS256');
});

interface Answers {
  /** Replaces claims of a good ID token; undefined takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly signedWith?: CryptoKey;
  readonly algorithm?: 'none';
  readonly document?: Record<string, unknown>;
  readonly token?: () => Response | Promise<Response>;
  readonly userInfo?: Record<string, unknown>;
}

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

/** A provider that answers what it is told to, and what it was sent. */
function provider(answers: Answers = {}, settings: Partial<OidcSettings> = {}) {
  const sent: { readonly url: string; readonly headers: Headers; readonly body: string }[] = [];
  const send: SendRequest = async (url, { headers, body }) => {
    sent.push({
      url,
      headers: new Headers(headers),
      body: body instanceof URLSearchParams ? body.toString() : '',
    });
    switch (new URL(url).pathname) {
      case '/.well-known/openid-configuration':
        return json({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          ...(answers.userInfo && { userinfo_endpoint: `${issuer}/userinfo` }),
          ...answers.document,
        });
      case '/jwks':
        return json({ keys: [{ ...(await exportJWK(key.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] });
      case '/userinfo':
        return json(answers.userInfo);
      default:
        return answers.token?.() ?? json(await tokens(answers));
    }
  };
  const created = createOidcProvider(
    { issuer, clientId: 'weir', clientSecret: new Secret(clientSecret), name: 'Acme', ...settings },
    { send, clock: { now: () => 1 } },
  );
  const callback = new URL(`https://weir.test/sign-in/oidc/callback?code=the-code&state=${state}`);
  const redeem = (change: Partial<Parameters<typeof created.redeem>[0]> = {}) =>
    created.redeem({ callback, state, nonce, verifier, ...change });
  return { ...created, sent, redeem, callback };
}

async function tokens({ claims, signedWith, algorithm }: Answers): Promise<object> {
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: issuer,
    aud: 'weir',
    sub: 'sub-1',
    iat: now,
    exp: now + 300,
    nonce,
    email: 'ada@acme.test',
    email_verified: true,
    ...claims,
  };
  const signed =
    algorithm === 'none'
      ? [{ alg: 'none' }, payload]
          .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .join('.') + '.'
      : await new SignJWT(payload)
          .setProtectedHeader({ alg: 'RS256', kid: 'k' })
          .sign(signedWith ?? key.privateKey);
  return { access_token: 'at', token_type: 'Bearer', id_token: signed };
}

const couldNot = { code: 'denied', message: 'Weir could not sign you in with that.' };

describe("the company's provider", () => {
  it('is asked with a challenge, a nonce and our state, and says who somebody is', async () => {
    const acme = provider({ claims: { name: 'Ada' } });
    const url = await acme.authorizationUrl({
      state,
      nonce,
      verifier,
      redirectUri: 'https://weir.test/sign-in/oidc/callback',
      again: true,
    });
    expect(url.origin).toBe(issuer);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'weir',
      response_type: 'code',
      redirect_uri: 'https://weir.test/sign-in/oidc/callback',
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      prompt: 'login',
    });
    expect(url.href).not.toContain(verifier);
    expect(await acme.redeem()).toEqual({
      issuer,
      subject: 'sub-1',
      email: 'ada@acme.test',
      isEmailVerified: true,
      name: 'Ada',
    });
    const asked = acme.sent.find(({ url: asked_ }) => asked_ === `${issuer}/token`);
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: 'https://weir.test/sign-in/oidc/callback',
      code_verifier: verifier,
    });
    expect(asked?.headers.get('authorization')).toMatch(/^Basic /);
  });

  it.each<readonly [string, Answers]>([
    [
      'signed by somebody else',
      {
        get signedWith() {
          return stranger.privateKey;
        },
      },
    ],
    ['signed by nobody', { algorithm: 'none' }],
    ['for another client', { claims: { aud: 'other' } }],
    ['of another issuer', { claims: { iss: 'https://evil.test' } }],
    ['with another nonce', { claims: { nonce: 'other' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that is over', { claims: { exp: 1_000 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['for several clients, meant for another', { claims: { aud: ['weir', 'other'], azp: 'other' } }],
  ])('is not believed with an ID token %s', async (_, answers) => {
    const error: unknown = await provider(answers)
      .redeem()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(couldNot);
    expect(JSON.stringify(error)).not.toContain(clientSecret);
  });

  it('is not believed without an ID token, or with a profile of somebody else', async () => {
    const bare = provider({ token: () => json({ access_token: 'at', token_type: 'Bearer' }) });
    await expect(bare.redeem()).rejects.toMatchObject(couldNot);
    const mixed = provider({
      claims: { email: undefined },
      userInfo: { sub: 'sub-2', email: 'eve@acme.test' },
    });
    await expect(mixed.redeem()).rejects.toMatchObject(couldNot);
    const own = provider({
      claims: { email: undefined, email_verified: undefined },
      userInfo: { sub: 'sub-1', email: 'ada@acme.test', email_verified: 'true' },
    });
    expect(await own.redeem()).toMatchObject({ email: 'ada@acme.test', isEmailVerified: true });
  });

  it('is not believed when the address that comes back has another state or issuer, or an error', async () => {
    const { redeem, callback } = provider({
      document: { authorization_response_iss_parameter_supported: true },
    });
    const back = (query: Record<string, string>): { readonly callback: URL } => {
      const url = new URL(callback);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return { callback: url };
    };
    expect(await redeem(back({ iss: issuer }))).toMatchObject({ subject: 'sub-1' });
    await expect(redeem(back({}))).rejects.toMatchObject(couldNot);
    await expect(redeem(back({ iss: 'https://evil.test' }))).rejects.toMatchObject(couldNot);
    await expect(redeem(back({ iss: issuer, state: 'oidc.other' }))).rejects.toMatchObject(couldNot);
    await expect(redeem(back({ iss: issuer, error: 'access_denied' }))).rejects.toMatchObject({
      ...couldNot,
      fields: { nextStep: 'The sign-in was cancelled at the provider.' },
    });
  });

  it.each<readonly [string, () => Response | Promise<Response>, string]>([
    ['refuses the code', () => json({ error: 'invalid_grant' }, 400), 'denied'],
    ['refuses the client', () => json({ error: 'invalid_client' }, 401), 'denied'],
    ['answers a page', () => new Response('<html>'), 'upstream_unavailable'],
    ['fails', () => new Response('', { status: 502 }), 'upstream_unavailable'],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), 'upstream_unavailable'],
  ])('that %s at its token endpoint gives %s', async (_, token, code) => {
    await expect(provider({ token }).redeem()).rejects.toMatchObject({ code });
  });

  it('must be what the configuration says', async () => {
    const other = provider({ document: { issuer: 'https://evil.test' } });
    await expect(other.redeem()).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(() => provider({}, { issuer: 'http://login.acme.test' })).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    );
  });

  it('may leave out that addresses are verified where the operator says that they are', async () => {
    const silent = { claims: { email_verified: undefined } };
    expect(await provider(silent).redeem()).toMatchObject({ isEmailVerified: false });
    const trusted = { assumeEmailVerified: true };
    expect(await provider(silent, trusted).redeem()).toMatchObject({ isEmailVerified: true });
    for (const email_verified of [false, 'false', 'yes', 1, null]) {
      const said = provider({ claims: { email_verified } }, trusted);
      expect(await said.redeem(), String(email_verified)).toMatchObject({ isEmailVerified: false });
    }
  });

  it('is read once for many sign-ins', async () => {
    const acme = provider();
    await acme.redeem();
    await acme.redeem();
    expect(acme.sent.filter(({ url }) => url.includes('.well-known'))).toHaveLength(1);
  });

  it.each([
    [
      ['a', 'b', 'a', '', 7, null],
      ['a', 'b'],
    ],
    ['only', ['only']],
    [undefined, []],
    [{ a: 1 }, []],
  ])('has groups in its claim: %j', async (claim, groups) => {
    const acme = provider({ claims: { roles: claim } }, { groupsClaim: 'roles' });
    expect(await acme.redeem()).toMatchObject({ groups });
  });
});
