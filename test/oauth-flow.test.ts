import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callMcp,
  codeIn,
  connectSignedIn,
  handClient,
  loopbackRedirect,
  officialProvider,
  postRegistration,
  register,
  tokensOf,
} from './support/oauth-client.ts';
import { startOAuthWeir, type OAuthWeir } from './support/oauth-weir.ts';

let weir: OAuthWeir;
beforeAll(async () => {
  weir = await startOAuthWeir();
});
afterAll(() => weir.close());

const challengeOf = (response: Response): string => response.headers.get('www-authenticate') ?? '';

describe('what clients read before they sign in', () => {
  it('an MCP address without a token answers 401 and says where its metadata is and what to ask for', async () => {
    for (const path of ['/mcp', '/w/red/mcp', '/w/red/t/pages/mcp']) {
      const response = await callMcp(`${weir.url}${path}?surface=grouped`, undefined);
      expect(response.status).toBe(401);
      expect(challengeOf(response)).toBe(
        `Bearer realm="weir", resource_metadata="${weir.url}/.well-known/oauth-protected-resource${path}", scope="weir:read"`,
      );
    }
  });

  it('a wrong token answers 401 invalid_token', async () => {
    const response = await callMcp(`${weir.url}/mcp`, 'nobodys-token');
    expect(response.status).toBe(401);
    expect(challengeOf(response)).toContain('error="invalid_token"');
    expect(challengeOf(response)).toContain(`/.well-known/oauth-protected-resource/mcp"`);
  });

  it('each MCP address describes itself exactly, with one authorization server and the least scope', async () => {
    for (const path of ['/mcp', '/w/red/mcp', '/w/red/t/pages/mcp']) {
      const response = await fetch(`${weir.url}/.well-known/oauth-protected-resource${path}`);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toStrictEqual({
        resource: `${weir.url}${path}`,
        authorization_servers: [weir.url],
        scopes_supported: ['weir:read'],
        bearer_methods_supported: ['header'],
        resource_name: 'Weir: Confluence',
      });
    }
    const root = await fetch(`${weir.url}/.well-known/oauth-protected-resource`);
    expect(await root.json()).toMatchObject({ resource: `${weir.url}/mcp` });
  });

  it('metadata does not tell which workspaces there are, and nothing else is an MCP address', async () => {
    const at = (path: string) => fetch(`${weir.url}/.well-known/oauth-protected-resource${path}`);
    expect((await at('/w/nowhere/mcp')).status).toBe(200);
    expect((await at('/w/red/mcp/more')).status).toBe(404);
    expect((await at('/healthz')).status).toBe(404);
  });

  it('the server metadata has the issuer, S256 alone, iss, metadata documents and none', async () => {
    const read = async (name: string) =>
      (await fetch(`${weir.url}/.well-known/${name}`)).json() as Promise<Record<string, unknown>>;
    const metadata = await read('oauth-authorization-server');
    expect(metadata).toMatchObject({
      issuer: weir.url,
      authorization_endpoint: `${weir.url}/oauth/authorize`,
      token_endpoint: `${weir.url}/oauth/token`,
      revocation_endpoint: `${weir.url}/oauth/revoke`,
      registration_endpoint: `${weir.url}/oauth/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      scopes_supported: ['weir:read'],
    });
    expect(metadata['token_endpoint_auth_methods_supported']).toContain('none');
    expect(await read('openid-configuration')).toStrictEqual(metadata);
    expect(await (await fetch(String(metadata['jwks_uri']))).json()).toStrictEqual({ keys: [] });
  });
});

describe('the official client', () => {
  it('registers itself, signs in, reads, refreshes and steps up, and the record knows the person', async () => {
    const provider = officialProvider(await weir.browserOf(0));
    const { client, finish } = await connectSignedIn(`${weir.url}/mcp`, provider);
    const { tools } = await client.listTools();
    // Tools that need more than the token has stay listed, so that a client learns of them.
    expect(tools.map(({ name }) => name)).toContain('confluence_create_page');
    expect(provider.seen.authorizations[0]?.searchParams.get('resource')).toBe(`${weir.url}/mcp`);
    expect(provider.seen.tokens[0]?.scope).toBe('weir:read');
    const read = await client.callTool({ name: 'confluence_list_spaces', arguments: {} });
    expect(read.isError).toBeFalsy();
    expect(weir.callers.at(-1)).toMatchObject({
      workspaceId: weir.red.id,
      userId: weir.person(0).id,
      agentId: provider.seen.client?.client_id,
      scopes: ['weir:read'],
    });

    provider.forgetAccessToken();
    expect((await client.callTool({ name: 'confluence_list_spaces', arguments: {} })).isError).toBeFalsy();
    expect(provider.seen.authorizations).toHaveLength(1);
    expect(provider.seen.tokens).toHaveLength(2);

    const spaces = await client.callTool({
      name: 'confluence_list_spaces',
      arguments: { outputFormat: 'structured' },
    });
    const [space] = (spaces.structuredContent as { items: { id: string }[] }).items;
    const create = {
      name: 'confluence_create_page',
      arguments: { spaceId: space?.id, title: 'By token', body: { representation: 'markdown', value: 'x' } },
    };
    await expect(client.callTool(create)).rejects.toThrow();
    const answer = provider.takeAnswer();
    expect(provider.seen.authorizations.at(-1)?.searchParams.get('scope')).toBe('weir:read weir:write');
    expect(answer?.get('iss')).toBe(weir.url);
    await finish(answer ?? new URLSearchParams());
    expect(provider.seen.tokens.at(-1)?.scope).toBe('weir:read weir:write');
    expect((await client.callTool(create)).isError).toBeFalsy();
    await client.close();
  });
});

describe('authorization', () => {
  it('answers with the state, the issuer and a code that fits its verifier alone', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    const { url, verifier } = client.ask();
    const back = await (await browser.open(url)).press('Allow');
    expect(back.outside?.searchParams.get('state')).toBe('state-of-the-client');
    expect(back.outside?.searchParams.get('iss')).toBe(weir.url);
    const wrong = await client.redeem(codeIn(back), `${verifier.slice(0, -1)}!`);
    expect(wrong.status).toBe(400);
    const other = client.ask().verifier;
    expect(await (await client.redeem(codeIn(back), other)).json()).toMatchObject({ error: 'invalid_grant' });
    expect((await client.redeem(codeIn(back), verifier)).status).toBe(200);
  });

  it('refuses requests without PKCE and with plain PKCE', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    for (const fields of [{ code_challenge: '' }, { code_challenge_method: 'plain' }]) {
      const { outside } = await browser.open(client.ask(fields).url);
      expect(outside?.searchParams.get('error')).toBe('invalid_request');
      expect(outside?.searchParams.get('iss')).toBe(weir.url);
    }
  });

  it('never redirects to an address that differs by a character', async () => {
    const redirectUri = 'https://client.example/callback';
    const clientId = await register(weir.url, { redirect_uris: [redirectUri] });
    const browser = await weir.browserOf(0);
    const wrong = [
      'https://client.example/callback/',
      'https://client.example/callbacK',
      'https://client.example/callback?x=1',
      'https://client.example:444/callback',
      'https://client.example.evil.example/callback',
      'http://client.example/callback',
      'https://client.example/callback#f',
      '',
    ];
    for (const redirect_uri of wrong) {
      const page = await browser.open(
        handClient(weir.url, { clientId, redirectUri }).ask({ redirect_uri }).url,
      );
      expect({ redirect_uri, status: page.status, outside: page.outside }).toStrictEqual({
        redirect_uri,
        status: 400,
        outside: undefined,
      });
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
    const right = await browser.open(handClient(weir.url, { clientId, redirectUri }).ask().url);
    expect(right.text).toContain('client.example');
  });

  it('takes another port on the loopback, and no other path there', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    const other = await browser.open(client.ask({ redirect_uri: 'http://127.0.0.1:1234/callback' }).url);
    expect(other.status).toBe(200);
    expect(other.text).toContain('127.0.0.1:1234');
    const path = await browser.open(client.ask({ redirect_uri: 'http://127.0.0.1:1234/callback2' }).url);
    expect(path).toMatchObject({ status: 400 });
  });

  it('a code must come back with the redirect address it was asked with', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const back = await (await (await weir.browserOf(0)).open(url)).press('Allow');
    const response = await client.redeem(codeIn(back), verifier, { redirect_uri: `${loopbackRedirect}/` });
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('an unknown client is refused on a page of ours', async () => {
    const page = await (
      await weir.browserOf(0)
    ).open(handClient(weir.url, { clientId: 'client_none' }).ask().url);
    expect(page.status).toBe(400);
    expect(page.outside).toBeUndefined();
    expect(page.text).toContain('invalid_client');
  });

  it('response types other than code are refused', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    for (const response_type of ['token', 'id_token', 'code token']) {
      const { outside } = await browser.open(client.ask({ response_type }).url);
      expect(outside?.searchParams.get('error') ?? outside?.hash).toContain('unsupported_response_type');
    }
  });

  it('without a scope it is the least one, and scopes of others are left out', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    expect((await tokensOf(client, browser, { scope: '' })).scope).toBe('weir:read');
    expect((await tokensOf(client, browser, { scope: 'openid offline_access weir:write' })).scope).toBe(
      'weir:read weir:write',
    );
  });
});

describe('resources', () => {
  it('a token is for the exact path of one MCP address and refused at every other', async () => {
    const clientId = await register(weir.url);
    const browser = await weir.browserOf(0);
    const paths = ['/mcp', '/w/red/mcp', '/w/red/t/pages/mcp'];
    for (const path of paths) {
      const client = handClient(weir.url, { clientId, resource: `${weir.url}${path}` });
      const { access_token: token } = await tokensOf(client, browser);
      for (const at of paths) {
        const response = await callMcp(`${weir.url}${at}?readonly`, token);
        expect({ path, at, status: response.status }).toStrictEqual({
          path,
          at,
          status: at === path ? 200 : 401,
        });
      }
    }
  });

  it('a query in the resource narrows nothing of the audience', async () => {
    const clientId = await register(weir.url);
    const resource = `${weir.url}/mcp?surface=grouped`;
    const { access_token: token } = await tokensOf(
      handClient(weir.url, { clientId, resource }),
      await weir.browserOf(0),
    );
    expect((await callMcp(`${weir.url}/mcp`, token)).status).toBe(200);
  });

  it('resources that are no MCP address of ours are invalid_target', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    const wrong = ['https://other.example/mcp', `${weir.url}/admin`, `${weir.url}/mcp#x`, 'not an address'];
    for (const resource of wrong) {
      const { outside } = await browser.open(client.ask({ resource }).url);
      expect({ resource, error: outside?.searchParams.get('error') }).toStrictEqual({
        resource,
        error: 'invalid_target',
      });
    }
  });

  it('a code cannot be redeemed for another resource than it was given for', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { url, verifier } = client.ask();
    const back = await (await (await weir.browserOf(0)).open(url)).press('Allow');
    const response = await client.redeem(codeIn(back), verifier, { resource: `${weir.url}/w/red/mcp` });
    expect(await response.json()).toMatchObject({ error: 'invalid_target' });
  });

  it('the query narrows the toolset of an address and names no other', async () => {
    const resource = `${weir.url}/w/red/t/all/mcp`;
    const client = handClient(weir.url, { clientId: await register(weir.url), resource });
    const { access_token: token } = await tokensOf(client, await weir.browserOf(0));
    const names = async (query: string) => {
      const response = await callMcp(`${resource}${query}`, token);
      return (await response.text()).match(/"name":"(confluence_[a-z_]+)"/g) ?? [];
    };
    expect(await names('')).toContain('"name":"confluence_get_page"');
    expect(await names('?toolsets=spaces')).toContain('"name":"confluence_list_spaces"');
    expect(await names('?toolsets=spaces')).not.toContain('"name":"confluence_get_page"');
    expect((await callMcp(`${resource}?toolset=other`, token)).status).toBe(400);
  });
});

describe('step-up', () => {
  const update = {
    id: '1',
    body: { title: 'x', version: { number: 2 }, body: { representation: 'storage', value: '' } },
  };
  const call = (name: string, args: object) => ({ method: 'tools/call', params: { name, arguments: args } });

  it('a call that needs more is answered 403 with every scope needed, before it runs', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const browser = await weir.browserOf(0);
    const { access_token: reading } = await tokensOf(client, browser);
    const { access_token: writing } = await tokensOf(client, browser, { scope: 'weir:read weir:write' });
    const expected = (scope: string) =>
      `Bearer realm="weir", error="insufficient_scope", scope="${scope}", resource_metadata="${weir.url}/.well-known/oauth-protected-resource/mcp"`;
    const tried: readonly (readonly [string, object, string, string])[] = [
      ['', call('confluence_create_page', {}), reading, 'weir:read weir:write'],
      ['', call('confluence_delete_page', { id: '1' }), writing, 'weir:read weir:write weir:delete'],
      ['', call('confluence_delete_page', { id: '1' }), reading, 'weir:read weir:delete'],
      ['?surface=grouped', call('pages', { action: 'update', ...update }), reading, 'weir:read weir:write'],
      ['?surface=grouped', call('pages', { action: 'delete', id: '1' }), reading, 'weir:read weir:delete'],
    ];
    for (const [query, body, token, scope] of tried) {
      const before = weir.callers.length;
      const response = await callMcp(`${weir.url}/mcp${query}`, token, body);
      expect(response.status).toBe(403);
      expect(challengeOf(response)).toContain(expected(scope));
      expect(weir.callers).toHaveLength(before);
    }
  });

  it('reads pass, in both surfaces, and a tool that does not exist is no reason to step up', async () => {
    const client = handClient(weir.url, { clientId: await register(weir.url) });
    const { access_token: token } = await tokensOf(client, await weir.browserOf(0));
    const passes = [
      ['', call('confluence_list_spaces', {})],
      ['?surface=grouped', call('spaces', { action: 'list' })],
      ['', call('confluence_no_such_tool', {})],
      ['?surface=unknown', call('confluence_create_page', {})],
      ['?readonly', call('confluence_create_page', {})],
    ] as const;
    for (const [query, body] of passes) {
      expect({ query, status: (await callMcp(`${weir.url}/mcp${query}`, token, body)).status }).toStrictEqual(
        {
          query,
          status: 200,
        },
      );
    }
  });
});

describe('registration', () => {
  it('keeps what it understands, and a secret is shown once', async () => {
    const response = await postRegistration(weir.url, {
      client_name: 'With a secret',
      redirect_uris: ['https://client.example/cb'],
      scope: 'mcp:everything',
      grant_types: ['authorization_code', 'refresh_token', 'implicit'],
      logo_uri: 'https://client.example/logo.png',
    });
    expect(response.status).toBe(201);
    const client = (await response.json()) as Record<string, unknown>;
    expect(client).toMatchObject({
      client_name: 'With a secret',
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
    expect(client).not.toHaveProperty('scope');
    expect(client).not.toHaveProperty('logo_uri');
    expect(String(client['client_secret']).length).toBeGreaterThan(40);
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  it('refuses what cannot be a client', async () => {
    const wrong = [
      [{}, 'invalid_redirect_uri'],
      [{ redirect_uris: [] }, 'invalid_redirect_uri'],
      [{ redirect_uris: ['http://client.example/cb'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: ['https://client.example/cb#f'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: ['https://me:secret@client.example/cb'] }, 'invalid_redirect_uri'],
      [
        { redirect_uris: [loopbackRedirect], token_endpoint_auth_method: 'private_key_jwt' },
        'invalid_client_metadata',
      ],
      [{ redirect_uris: [loopbackRedirect], client_name: 'x'.repeat(201) }, 'invalid_client_metadata'],
      ['text', 'invalid_client_metadata'],
    ] as const;
    for (const [metadata, error] of wrong) {
      const response = await postRegistration(weir.url, metadata);
      expect({ metadata, status: response.status, error: await response.json() }).toMatchObject({
        metadata,
        status: 400,
        error: { error },
      });
    }
  });
});
