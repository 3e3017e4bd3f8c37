import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../kernel/app-error.ts';
import type { Asked } from './asked.ts';
import { errorFromResponse } from './errors.ts';

const now = Date.parse('2026-01-15T10:00:00Z');

const reading: Asked = {
  subject: 'page 123',
  effect: 'read',
  requiredScopes: [['read:page:confluence']],
  request: 'cloud-v2 getPageById',
};
const writing: Asked = { ...reading, effect: 'write', about: 'content', request: 'cloud-v2 updatePage' };
const searching: Asked = {
  subject: 'the CQL query',
  effect: 'read',
  about: 'cql',
  requiredScopes: [['search:confluence'], ['read:content-details:confluence']],
  request: 'cloud-v1 searchByCQL',
};

function error(status: number, body: unknown, asked: Asked, headers: Record<string, string> = {}): AppError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorFromResponse({ status, headers, body: Buffer.from(text) }, asked, now);
}

const v2 = (status: number, code: string, title: string) => ({
  errors: [{ status, code, title, detail: null }],
});
const v1 = (statusCode: number, message: string) => ({
  statusCode,
  data: { authorized: false, valid: false, errors: [], successful: false },
  message,
});
const tomcat =
  '<!doctype html><html lang="en"><head><title>HTTP Status 401 – Unauthorized</title></head></html>';

/** Code, then what the message must say. */
type Expected = readonly [code: AppError['code'], message: RegExp, nextStep: RegExp];

const cases: readonly (readonly [name: string, AppError, Expected])[] = [
  [
    'a page that is missing or invisible',
    error(404, v2(404, 'NOT_FOUND', 'Cannot find a page with id [123]'), reading),
    ['not_found', /^Page 123 does not exist or is not visible to this account\.$/, /search/],
  ],
  [
    'a write to what is missing or protected',
    error(404, v2(404, 'NOT_FOUND', 'Cannot find a page with id [123]'), writing),
    ['not_found', /or this account may not change it/, /permissions/],
  ],
  [
    'wrong credentials on v2',
    error(404, v2(404, 'NOT_FOUND', 'Not Found'), reading),
    ['upstream_auth', /^The Atlassian token is missing, expired or revoked\.$/, /Reconnect/],
  ],
  [
    'wrong credentials on v1',
    error(403, v1(403, 'caller cannot access Confluence'), reading),
    ['upstream_auth', /missing, expired or revoked/, /Reconnect/],
  ],
  [
    'wrong credentials on v1 search',
    error(403, v1(403, 'Current user not permitted to use Confluence'), searching),
    ['upstream_auth', /missing, expired or revoked/, /Reconnect/],
  ],
  [
    'an expired token at the gateway',
    error(401, { code: 401, message: 'Unauthorized' }, reading),
    ['upstream_auth', /missing, expired or revoked/, /Reconnect/],
  ],
  [
    'a token that the gateway takes for nobody on this site',
    error(404, { code: 404, message: 'Not Found' }, reading),
    ['upstream_auth', /is not for this site/, /cloud id/],
  ],
  [
    'a scoped token on the site itself',
    error(401, tomcat, reading, { 'content-type': 'text/html;charset=utf-8' }),
    ['upstream_auth', /does not take this kind of Atlassian token/, /api\.atlassian\.com/],
  ],
  [
    'Data Center, locked by a captcha',
    error(403, '', reading, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }),
    ['upstream_auth', /missing, expired or revoked/, /Reconnect/],
  ],
  [
    'a missing scope',
    error(401, { code: 401, message: 'Unauthorized; scope does not match' }, searching),
    [
      'upstream_forbidden',
      /lacks a scope that the CQL query needs/,
      /`search:confluence`, or `read:content-details:confluence`/,
    ],
  ],
  [
    'a missing permission on v1',
    error(403, v1(403, 'com.atlassian.PermissionException: no'), searching),
    ['upstream_forbidden', /lacks the permission for the CQL query/, /space administrator/],
  ],
  [
    'an IP allowlist',
    error(
      403,
      { code: 403, message: 'The IP address has been rejected because of the IP allowlist' },
      reading,
    ),
    ['upstream_forbidden', /IP allowlist/, /outgoing address/],
  ],
  [
    'a stale version on v2',
    error(
      409,
      v2(
        409,
        'CONFLICT',
        'Version must be incremented when updating a page. Current Version: [7]. Provided version: [6]',
      ),
      writing,
    ),
    ['conflict', /^Page 123 has changed: its current version is 7\.$/, /update with version 8/],
  ],
  [
    'a stale version on v1',
    error(409, v1(409, 'Version must be incremented on update. Current version is: 12'), writing),
    ['conflict', /current version is 12/, /version 13/],
  ],
  [
    'two writes at once',
    error(409, v1(409, 'com.atlassian.ConflictException: x OptimisticLockException y'), writing),
    ['conflict', /by someone else at the same moment/, /Read it again/],
  ],
  [
    'a title that is taken',
    error(
      400,
      v2(
        400,
        'BAD_REQUEST',
        'A page with this title already exists: A page already exists with the same TITLE in this space',
      ),
      writing,
    ),
    ['invalid_input', /title is already taken in this space/, /another title/],
  ],
  [
    'bad CQL',
    error(400, v1(400, "No field exists with the name: 'status'"), searching),
    ['invalid_input', /does not accept the CQL query/, /double quotes/],
  ],
  [
    'CQL that makes the site fail',
    error(500, v1(500, 'java.lang.NullPointerException: query parameter is required.'), searching),
    ['invalid_input', /does not accept the CQL query/, /Correct it/],
  ],
  [
    'a cursor of another list',
    error(400, v2(400, 'BAD_REQUEST', 'Invalid cursor'), { ...reading, about: 'cursor' }),
    ['invalid_input', /cursor may belong to another list/, /without the cursor/],
  ],
  ['a body that is too large', error(413, '', writing), ['too_large', /5 MB/, /Split/]],
  [
    'v1 content that is gone',
    error(410, v1(410, 'Gone'), {
      ...reading,
      requiredScopes: [['read:confluence-content.all']],
      newerScopes: [['read:page:confluence']],
    }),
    [
      'upstream_forbidden',
      /no longer serves the older content API; granular scopes are needed/,
      /^It needs `read:page:confluence`: add it/,
    ],
  ],
  [
    'a Data Center token with too little',
    error(
      403,
      v1(403, 'no'),
      { ...writing, platform: 'datacenter' },
      {
        'www-authenticate': 'Bearer error="insufficient_scope", scope="WRITE"',
      },
    ),
    ['upstream_forbidden', /token lacks a scope that page 123 needs/, /`WRITE`/],
  ],
  [
    'Data Center in read-only mode',
    error(
      405,
      { statusCode: 405, data: { allowedInReadOnlyMode: false }, message: 'x', reason: 'Not Allowed' },
      writing,
    ),
    ['upstream_unavailable', /read-only mode/, /after the maintenance/],
  ],
  [
    'a server that fails a read',
    error(500, '', reading),
    ['upstream_unavailable', /^Confluence failed\.$/, /transient/],
  ],
  [
    'a server that fails a write',
    error(503, '', writing),
    ['upstream_unavailable', /may have been made/, /Read the content again.*transient/],
  ],
  [
    'a proxy page',
    error(404, '<html><body>Not here</body></html>', reading),
    ['upstream_unavailable', /a web page instead of Confluence data/, /proxy/],
  ],
  [
    'a redirect to a sign-in page',
    error(302, '', reading),
    ['upstream_unavailable', /a web page instead of Confluence data/, /sign-in/],
  ],
  [
    'what a site cannot do',
    error(501, v1(501, 'Cannot fetch folders'), reading),
    ['invalid_input', /cannot do this/, /another/],
  ],
];

describe('errorFromResponse', () => {
  it.each(cases)('%s', (_name, found, [code, message, nextStep]) => {
    expect(found.code).toBe(code);
    expect(found.message).toMatch(message);
    expect(found.fields.nextStep).toMatch(nextStep);
  });

  it.each<[name: string, error: AppError, dead: boolean]>([
    ['the bare 404 of v2', error(404, v2(404, 'NOT_FOUND', 'Not Found'), reading), true],
    [
      'a page that is missing',
      error(404, v2(404, 'NOT_FOUND', 'Cannot find a page with id [1]'), reading),
      false,
    ],
    ['403 of v1', error(403, v1(403, 'caller cannot access Confluence'), reading), true],
    [
      '403 of v1 search',
      error(403, v1(403, 'Current user not permitted to use Confluence'), searching),
      true,
    ],
    [
      'a missing permission on v1',
      error(403, v1(403, 'com.atlassian.PermissionException: no'), reading),
      false,
    ],
    ['401 at the gateway', error(401, { code: 401, message: 'Unauthorized' }, reading), true],
    [
      'a missing scope',
      error(401, { code: 401, message: 'Unauthorized; scope does not match' }, reading),
      false,
    ],
    ['another site at the gateway', error(404, { code: 404, message: 'Not Found' }, reading), false],
    ['a token of the API address on the site', error(401, tomcat, reading), false],
    ['401 of Data Center', error(401, tomcat, { ...reading, platform: 'datacenter' }), true],
    ['a captcha', error(403, '', reading, { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }), false],
    ['v1 content that is gone', error(410, v1(410, 'Gone'), reading), false],
  ])('tells by a field whether the grant is dead: %s', (_name, { fields }, dead) => {
    expect(fields.credentials).toBe(dead ? 'dead' : undefined);
  });

  it('names the scopes that would let it pass, for whoever decides by them', () => {
    const mismatch = { code: 401, message: 'Unauthorized; scope does not match' };
    expect(error(401, mismatch, searching).fields.neededScopes).toEqual(searching.requiredScopes);
    const older: Asked = { ...reading, newerScopes: [['write:page:confluence']] };
    expect(error(410, v1(410, 'Gone'), older).fields.neededScopes).toEqual([['write:page:confluence']]);
    expect(error(403, v1(403, 'no'), reading).fields.neededScopes).toBeUndefined();
  });

  it("keeps Confluence's words apart from Weir's", () => {
    const found = error(
      404,
      v1(404, 'com.atlassian.confluence.NotFoundException: No <b>content</b> found'),
      reading,
    );
    expect(found.fields.upstreamMessage).toBe('No <b>content</b> found');
    const quoting = cases
      .map(([, { message, fields }]) => [`${message} ${fields.nextStep}`, fields.upstreamMessage] as const)
      .filter(([ours, theirs]) => theirs !== undefined && ours.includes(theirs));
    expect(quoting).toEqual([]);
  });

  it('reads the translations where v1 gives no message', () => {
    const body = {
      statusCode: 400,
      data: { errors: [{ message: { key: 'a', translation: 'Title is required', args: [] } }] },
      message: '',
    };
    expect(error(400, body, writing).fields.upstreamMessage).toBe('Title is required');
  });

  it('reads the reason of Data Center', () => {
    const body = {
      statusCode: 404,
      data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false },
      message: 'No content found with id: ContentId{id=1}',
      reason: 'Not Found',
    };
    const found = error(404, body, reading);
    expect(found).toMatchObject({ code: 'not_found' });
    expect(found.fields.upstreamMessage).toBe('No content found with id: ContentId{id=1}');
  });

  it('gives the current version of a conflict as a number', () => {
    const found = error(409, v2(409, 'CONFLICT', 'Current Version: [7]. Provided version: [6]'), writing);
    expect(found.fields.currentVersion).toBe(7);
  });

  it('says of a write whether it may have happened', () => {
    const may = (status: number): boolean | undefined => error(status, '', writing).fields.mayHaveHappened;
    expect([400, 401, 403, 404, 409, 413, 429].map(may)).toEqual(Array(7).fill(false));
    expect([500, 502, 503, 504].map(may)).toEqual(Array(4).fill(true));
    expect(error(500, '', reading).fields.mayHaveHappened).toBeUndefined();
  });

  it('says when to come back, from Retry-After or from the reset of the quota', () => {
    const quota = error(429, '', reading, {
      'retry-after': '1847',
      'x-ratelimit-remaining': '0',
      'ratelimit-reason': 'confluence-quota-global-based',
    });
    expect(quota.code).toBe('rate_limited');
    expect(quota.message).toMatch(/quota/);
    expect(quota.fields.retryAfterMs).toBe(1_847_000);
    expect(quota.fields.nextStep).toMatch(/in 1847 seconds/);
    const reset = error(429, '', reading, { 'x-ratelimit-reset': '2026-01-15T10:01:00Z' });
    expect(reset.fields.retryAfterMs).toBe(60_000);
    const silent = error(429, { code: 429, message: 'Too many requests' }, reading);
    expect(silent.fields.retryAfterMs).toBeUndefined();
    expect(silent.fields.nextStep).toMatch(/in a minute/);
  });

  it('cuts long texts and survives odd ones', () => {
    expect(error(400, v2(400, 'X', 'x'.repeat(5000)), reading).fields.upstreamMessage).toHaveLength(1001);
    for (const body of [
      '',
      'null',
      '[]',
      '{"errors":[null,1]}',
      '{"errors":{}}',
      '{"message":5}',
      '\u0000',
      '{"statusCode":"400"}',
    ]) {
      expect(error(400, body, reading).code).toBe('invalid_input');
    }
  });

  it('makes something readable of any answer', () => {
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('<html>', '{"errors":[{"title":1}]}', '{"data":{"errors":[1]}}'),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 599 }),
        body,
        fc.constantFrom(reading, writing, searching),
        (status, text, asked) => {
          const found = error(status, text, asked);
          expect(found.message).toMatch(/^[A-Z].*\.$/);
          expect(found.fields.nextStep).toMatch(/^[A-Z].*[.}]$/);
          expect(found.fields.upstreamStatus).toBe(status);
        },
      ),
    );
  });

  it('notes status, form and trace for the log', () => {
    const found = error(404, v2(404, 'NOT_FOUND', 'x y'), reading, { 'atl-traceid': 'abc123' });
    expect(found.fields.detail).toBe('cloud-v2 getPageById -> 404 cloud-v2 trace abc123');
    expect(found.fields.upstreamRequestId).toBe('abc123');
    expect(found.fields.upstreamStatus).toBe(404);
  });
});
