import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../store/connections.ts';
import type { DirectoryConnection } from '../directory.ts';
import { authorizationUrlOf } from './authorization-url.ts';
import { createRequestedScopes } from './requested-scopes.ts';

const connection = (fields: Partial<DirectoryConnection>): DirectoryConnection => ({
  workspaceId: 'wsp_1',
  id: 'con_1',
  slug: 'wiki',
  platform: 'cloud',
  site: 'https://acme.atlassian.net/wiki',
  authMode: 'oauth',
  settings: {},
  isEnabled: true,
  state: 'unverified',
  origin: 'admin',
  createdAt: 1,
  updatedAt: 1,
  usedBy: 'wsp_1',
  allowsAllAgents: false,
  ...fields,
});

describe('what a consent asks for', () => {
  const workspaces = [
    { id: 'wsp_1', slug: 'one', name: 'One', createdAt: 1 },
    { id: 'wsp_2', slug: 'two', name: 'Two', createdAt: 1 },
  ];
  const central = connection({ id: 'con_2', authMode: 'oauth_central', settings: { scopes: ['b', 'a'] } });
  const published = { ...central, usedBy: 'wsp_2' };
  const elsewhere = connection({
    id: 'con_3',
    workspaceId: 'wsp_2',
    authMode: 'oauth_central',
    settings: { scopes: ['c'] },
  });
  const own = connection({ settings: { scopes: ['z'] } });
  const shown: Readonly<Record<string, readonly DirectoryConnection[]>> = {
    wsp_1: [own, central],
    wsp_2: [published, elsewhere],
  };
  const scopes = (alwaysAsks?: readonly string[]) =>
    createRequestedScopes({
      directory: { workspaces: () => workspaces, connections: (id) => shown[id] ?? [] },
      scopesOf: ({ settings }) => settings.scopes ?? [],
      ...(alwaysAsks && { centralApp: { alwaysAsks } }),
    });

  it('through an app of the workspace is what the connection needs, and a refresh token', () => {
    expect(scopes(['read:me'])(own)).toEqual(['z', 'offline_access']);
  });

  it('through the central app is what all of its connections need together, each once', () => {
    expect(scopes()(central)).toEqual(['a', 'b', 'c', 'offline_access']);
    expect(scopes(['read:me'])(elsewhere)).toEqual(['a', 'b', 'c', 'read:me', 'offline_access']);
  });

  it.each<[ConnectionSettings, string]>([
    [{}, 'WRITE'],
    [{ scopeChoice: 'full' }, 'WRITE'],
    [{ scopeChoice: 'read-only' }, 'READ'],
    [{ scopeChoice: 'minimal' }, 'READ'],
    [{ scopeChoice: 'custom', scopes: ['READ'] }, 'READ'],
    [{ scopeChoice: 'read-only', scopes: ['READ', 'WRITE'] }, 'WRITE'],
  ])('of a Data Center with %j is %s', (settings, scope) => {
    expect(scopes()(connection({ platform: 'datacenter', settings }))).toEqual([scope]);
  });
});

describe('where a browser goes for consent', () => {
  const request = {
    state: 's t',
    redirectUri: 'https://weir.example/integration-callback',
    challenge: 'ch',
    scopes: ['a', 'b'],
  };
  const atlassian = { authUrl: 'https://auth.atlassian.com', apiUrl: 'https://api.atlassian.com' };

  it('is Atlassian, with everything in its place', () => {
    expect(authorizationUrlOf(atlassian, connection({}), 'app&1', request).href).toBe(
      'https://auth.atlassian.com/authorize?audience=api.atlassian.com&client_id=app%261&scope=a%20b' +
        '&redirect_uri=https%3A%2F%2Fweir.example%2Fintegration-callback&state=s%20t&response_type=code' +
        '&code_challenge=ch&code_challenge_method=S256&prompt=consent',
    );
  });

  it('is the address of a Data Center that people use, below its context path', () => {
    const there = connection({
      platform: 'datacenter',
      site: 'https://wiki.example.com/confluence/',
      settings: { apiBase: 'http://wiki.internal:8090/confluence' },
    });
    const url = authorizationUrlOf(atlassian, there, 'app', request);
    expect(url.origin + url.pathname).toBe(
      'https://wiki.example.com/confluence/rest/oauth2/latest/authorize',
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'app',
      scope: 'a b',
      redirect_uri: request.redirectUri,
      state: 's t',
      response_type: 'code',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    });
  });
});
