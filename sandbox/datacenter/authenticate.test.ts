import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../fixture-site.ts';
import { callerOf, startDataCenterFixture, type DataCenterFixture } from './fixture-site.ts';
import { loginOf } from './logins.ts';
import { createContent } from '../model/create-content.ts';
import { standardSettings } from './settings.ts';

describe('who calls a Data Center', () => {
  let fixture: DataCenterFixture;
  beforeAll(async () => {
    fixture = await startDataCenterFixture();
  });
  beforeEach(() => {
    Object.assign(fixture.sandbox.settings, standardSettings());
  });
  afterAll(() => fixture.sandbox.close());

  const current = (authorization: string): Promise<Answer> =>
    callerOf(fixture.sandbox, fixture.ada.person, authorization).get('/rest/api/user/current');
  const basic = (name: string, password: string): string => `Basic ${btoa(`${name}:${password}`)}`;
  const seen = (answer: Answer): unknown[] => [
    answer.status,
    answer.headers.get('x-ausername'),
    answer.headers.get('x-seraph-loginreason'),
  ];

  it('takes a personal token as bearer and a password with its user name', async () => {
    const { username, password, personalToken, userKey } = loginOf(fixture.ben.person);
    for (const credentials of [`Bearer ${personalToken}`, basic(username, password)]) {
      const answer = await current(credentials);
      expect(seen(answer)).toEqual([200, 'ben', 'OK']);
      expect([answer.at('username'), answer.at('userKey'), answer.at('displayName')]).toEqual([
        'ben',
        userKey,
        'Ben',
      ]);
    }
  });

  it('shows visitors what is open to them, and who they are', async () => {
    const visitor = callerOf(fixture.sandbox, fixture.ada.person, '');
    const answer = await visitor.get('/rest/api/user/current');
    expect(seen(answer)).toEqual([200, 'anonymous', null]);
    expect(answer.at('type')).toBe('anonymous');
    const list = await visitor.get('/rest/api/content');
    expect([list.status, list.at('size')]).toEqual([200, 0]);
    const write = await visitor.send('POST', '/rest/api/content', {
      type: 'page',
      title: 'x',
      space: { key: 'ENG' },
    });
    expect(write.status).toBe(403);
  });

  it.each([
    ['a wrong token', () => 'Bearer wrong'],
    ['a wrong password', () => basic('ada', 'wrong')],
    ['a personal token as password', () => basic('ada', loginOf(fixture.ada.person).personalToken)],
  ])('refuses %s in HTML', async (_what, authorization) => {
    const answer = await current(authorization());
    expect(seen(answer)).toEqual([401, 'anonymous', 'AUTHENTICATED_FAILED']);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  it('may take wrong credentials for none, which only headers tell', async () => {
    fixture.sandbox.settings.failedSignIn = 'anonymous';
    createContent(fixture.sandbox.site, {
      kind: 'page',
      spaceId: fixture.space.id,
      title: 'Not for visitors',
      author: fixture.ada.person.accountId,
    });
    const wrong = callerOf(fixture.sandbox, fixture.ada.person, 'Bearer wrong');
    const answer = await wrong.get('/rest/api/content');
    expect(seen(answer)).toEqual([200, 'anonymous', 'AUTHENTICATED_FAILED']);
    expect(answer.at('size')).toBe(0);
    expect((await fixture.ada.get('/rest/api/content')).at('size')).not.toBe(0);
  });

  it('asks for a captcha after wrong passwords, and then refuses right ones too', async () => {
    fixture.sandbox.settings.captchaAfter = 2;
    for (const _ of [1, 2]) expect((await current(basic('cleo', 'wrong'))).status).toBe(401);
    const answer = await current(basic('cleo', loginOf(fixture.cleo.person).password));
    expect(seen(answer)).toEqual([403, 'anonymous', 'AUTHENTICATION_DENIED']);
    expect(answer.headers.get('x-authentication-denied-reason')).toContain('CAPTCHA_CHALLENGE');
    const token = await current(`Bearer ${loginOf(fixture.cleo.person).personalToken}`);
    expect(token.status).toBe(200);
  });

  it('takes no passwords where the administrator switched that off', async () => {
    fixture.sandbox.settings.basicAuth = false;
    const { username, password, personalToken } = loginOf(fixture.ada.person);
    expect((await current(basic(username, password))).status).toBe(403);
    expect((await current(`Bearer ${personalToken}`)).status).toBe(200);
  });

  it('refuses writes in read-only mode, and says so', async () => {
    fixture.sandbox.settings.accessMode = 'READ_ONLY';
    expect((await fixture.ada.get('/rest/api/accessmode')).text).toBe('"READ_ONLY"');
    const answer = await fixture.ada.send('POST', '/rest/api/content', {
      type: 'page',
      title: 'Too late',
      space: { key: 'ENG' },
    });
    expect([answer.status, answer.at('data.allowedInReadOnlyMode'), answer.at('reason')]).toEqual([
      405,
      false,
      'Method Not Allowed',
    ]);
    const view = await fixture.ada.send('POST', '/rest/api/contentbody/convert/view', {
      value: '<p>x</p>',
      representation: 'storage',
    });
    expect([view.status, view.at('value')]).toEqual([200, '<p>x</p>']);
  });

  it('counts requests where a limit is set, each person for themself', async () => {
    fixture.sandbox.settings.rateLimit = { limit: 2, fillRate: 1, intervalSeconds: 3600 };
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await fixture.dan.get('/rest/api/space'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['1', '0', '0']);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await fixture.ada.get('/rest/api/space')).status).toBe(200);
    fixture.sandbox.clock.advance(3_600_000);
    expect((await fixture.dan.get('/rest/api/space')).status).toBe(200);
  });

  it('wants the XSRF header from forms, and from browsers for every write', async () => {
    const page = { type: 'page', title: 'From a browser', space: { key: 'ENG' } };
    const browser = { 'user-agent': 'Mozilla/5.0' };
    const refused = await fixture.ada.send('POST', '/rest/api/content', page, browser);
    expect([refused.status, refused.text]).toEqual([403, 'XSRF check failed']);
    const token = { ...browser, 'x-atlassian-token': 'no-check' };
    const written = await fixture.ada.send('POST', '/rest/api/content', page, token);
    expect(written.status).toBe(200);
  });
});
