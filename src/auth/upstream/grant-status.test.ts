import { describe, expect, it } from 'vitest';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';
import { fitsConnection } from './grant-fits.ts';
import { statusOf } from './grant-status.ts';
import type { DirectoryConnection } from '../directory.ts';

const dayMs = 24 * 3_600_000;
const now = 1_795_000_000_000;
const grant: UpstreamGrant = {
  id: 'gra_1',
  appKey: 'con_1',
  account: { id: 'a-1', name: 'Ann' },
  kind: 'oauth',
  state: 'connected',
  scopes: ['read:page:confluence'],
  sites: [{ cloudId: 'c-1', url: 'https://acme.atlassian.net', name: 'acme' }],
  generation: 3,
  updatedAt: now,
};
const typed = { ...grant, kind: 'pat_per_user', scopes: [], sites: [] } as const;
const where = { site: 'https://wiki.example.com', cloudId: undefined, now };

describe('how things stand with a grant', () => {
  it('is told with account, site and scopes', () => {
    expect(statusOf(grant, { ...where, cloudId: 'c-1' })).toEqual({
      state: 'connected',
      account: grant.account,
      site: 'https://acme.atlassian.net',
      scopes: grant.scopes,
    });
    expect(statusOf(typed, where)).toEqual({
      state: 'connected',
      account: grant.account,
      site: 'https://wiki.example.com',
    });
  });

  it.each([
    ['long before its end', 15 * dayMs, 'connected'],
    ['14 days before its end', 14 * dayMs, 'expiring'],
    ['a moment before its end', 1, 'expiring'],
    ['at its end', 0, 'reconnect_required'],
  ])('%s', (_, left, state) => {
    expect(statusOf({ ...typed, expiresAt: now + left }, where)).toMatchObject({
      state,
      expiresAt: now + left,
    });
  });

  it('past the supposed end of a consent is for Atlassian to tell', () => {
    expect(statusOf({ ...grant, expiresAt: now - dayMs }, where)).toMatchObject({ state: 'expiring' });
  });

  it.each(['revoked', 'lost_answer', 'refused', 'expired', 'new'] as const)(
    'says why it has ended: %s',
    (reason) => {
      const status = statusOf({ ...grant, state: 'reconnect_required', reason }, where);
      expect(status).toMatchObject({
        state: 'reconnect_required',
        reason: expect.stringMatching(/^[A-Z].*\.$/),
      });
    },
  );
});

describe('a grant serves a connection', () => {
  const link = {
    workspaceId: 'wsp_1',
    personId: 'usr_1',
    connectionId: 'con_1',
    grantId: 'gra_1',
    cloudId: 'c-1',
  };
  const connection: DirectoryConnection = {
    workspaceId: 'wsp_1',
    id: 'con_1',
    slug: 'wiki',
    platform: 'cloud',
    site: 'https://acme.atlassian.net/wiki',
    authMode: 'oauth',
    settings: {},
    isEnabled: true,
    state: 'verified',
    origin: 'admin',
    createdAt: 1,
    updatedAt: 1,
    usedBy: 'wsp_1',
    allowsAllAgents: false,
  };
  const { cloudId: _, ...unchosen } = link;
  const fits = (
    changes: {
      connection?: Partial<DirectoryConnection>;
      grant?: Partial<UpstreamGrant>;
      link?: typeof unchosen;
    } = {},
    isCentral = false,
  ): boolean =>
    fitsConnection(
      { grant: { ...grant, ...changes.grant }, link: changes.link ?? link },
      { ...connection, ...changes.connection },
      { isCentral: () => isCentral },
    );

  it('as it was made for', () => {
    expect(fits()).toBe(true);
    expect(fits({ connection: { settings: { cloudId: 'c-1' } }, link: unchosen })).toBe(true);
    expect(fits({ grant: { sites: [] } })).toBe(true);
    expect(fits({ connection: { authMode: 'oauth_central' }, grant: { kind: 'oauth_central' } }, true)).toBe(
      true,
    );
    expect(fits({ connection: { platform: 'datacenter' }, link: unchosen })).toBe(true);
  });

  it.each([
    ['the mode is another one', { connection: { authMode: 'api_token_per_user' } }],
    ['it was begun and not finished', { grant: { reason: 'new' } }],
    ['the site is another one', { connection: { settings: { cloudId: 'c-2' } } }],
    ['the site is still to be chosen', { link: unchosen }],
    [
      'the central app is another one',
      { connection: { authMode: 'oauth_central' }, grant: { kind: 'oauth_central' } },
    ],
  ] as const)('not where %s', (_, changes) => {
    expect(fits(changes)).toBe(false);
  });
});
