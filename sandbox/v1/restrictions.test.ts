import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';
import { createContent } from '../model/create-content.ts';

describe('restrictions', () => {
  let fixture: FixtureSite;
  let id: string;
  let path: string;
  beforeEach(async () => {
    fixture = await startFixtureSite();
    const author = fixture.ada.person.accountId;
    id = createContent(fixture.sandbox.site, {
      kind: 'page',
      spaceId: fixture.space.id,
      title: 'Plan',
      author,
    }).id;
    path = `/wiki/rest/api/content/${id}/restriction`;
  });
  afterEach(() => fixture.sandbox.close());

  const on = (operation: string, ...accountIds: string[]): unknown => ({
    operation,
    restrictions: { user: accountIds.map((accountId) => ({ type: 'known', accountId })), group: [] },
  });

  it('lists both operations always, replaces on PUT, adds on POST, lifts on DELETE', async () => {
    const [ada, ben] = [fixture.ada.person.accountId, fixture.ben.person.accountId];
    const empty = await fixture.ada.get(path);
    expect([0, 1].map((row) => empty.at(`results.${row}.operation`))).toEqual(['read', 'update']);
    expect(empty.at('results.0.restrictions.user.size')).toBe(0);
    const added = await fixture.ada.send('POST', path, [on('read', ada)]);
    expect(added.at('results.0.restrictions.user.results.0.accountId')).toBe(ada);
    expect((await fixture.ben.get(path)).status).toBe(404);
    await fixture.ada.send('POST', path, [on('read', ben)]);
    expect((await fixture.ben.get(path)).at('results.0.restrictions.user.size')).toBe(2);
    await fixture.ada.send('PUT', path, { results: [on('read', ada)] });
    expect((await fixture.ben.get(path)).status).toBe(404);
    await fixture.ada.send('DELETE', path);
    expect((await fixture.ben.get(path)).at('results.0.restrictions.user.size')).toBe(0);
  });

  it('answers for one user or group: 200 in the list, 404 not', async () => {
    const one = `${path}/byOperation/update/user?accountId=${fixture.ada.person.accountId}`;
    expect((await fixture.ada.get(one)).status).toBe(404);
    expect((await fixture.ada.send('PUT', one)).status).toBe(200);
    expect((await fixture.ada.get(one)).status).toBe(200);
    const group = `${path}/byOperation/update/byGroupId/${fixture.editorsGroupId}`;
    await fixture.ada.send('PUT', group);
    expect((await fixture.ada.get(group)).status).toBe(200);
    await fixture.ada.send('DELETE', group);
    expect((await fixture.ada.get(group)).status).toBe(404);
    expect((await fixture.ada.get(`${path}/byOperation/fly`)).status).toBe(404);
  });

  it('lets nobody lock themselves out, nor somebody restrict who may not edit', async () => {
    const locked = await fixture.ada.send('PUT', path, [on('read', fixture.ben.person.accountId)]);
    expect(locked.status).toBe(400);
    const byReader = await fixture.cleo.send('PUT', path, [on('read', fixture.cleo.person.accountId)]);
    expect(byReader.status).toBe(403);
    expect((await fixture.ada.send('PUT', path, [on('read', 'nobody')])).status).toBe(400);
  });

  it('is what the permission check tells, a denial with 200', async () => {
    await fixture.ada.send('PUT', path, [on('read', fixture.ada.person.accountId)]);
    const check = async (type: string, identifier: string): Promise<unknown> => {
      const answer = await fixture.ada.send('POST', `/wiki/rest/api/content/${id}/permission/check`, {
        subject: {
          type,
          identifier,
        },
        operation: 'read',
      });
      return [answer.status, answer.at('hasPermission')];
    };
    expect(await check('user', fixture.ada.person.accountId)).toEqual([200, true]);
    expect(await check('user', fixture.ben.person.accountId)).toEqual([200, false]);
    expect(await check('group', fixture.editorsGroupId)).toEqual([200, false]);
  });
});
