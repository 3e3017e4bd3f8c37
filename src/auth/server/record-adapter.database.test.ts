import type { Adapter } from 'oidc-provider';
import { expect, it } from 'vitest';
import { describeEachStore } from '../../../test/support/stores.ts';
import { hashId, type OAuthRecord } from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import { createRecordAdapter, lostAnswerGraceMs } from './record-adapter.ts';

const noClients = { find: async () => undefined, keep: async () => undefined };

interface Opened {
  readonly store: Store;
  readonly ended: OAuthRecord[];
  adapter(name: string): Adapter;
}

describeEachStore('records of the OAuth server', ({ open }) => {
  async function opened(): Promise<Opened> {
    const store = await open();
    const ended: OAuthRecord[] = [];
    const adapter = createRecordAdapter({
      store,
      clients: noClients,
      resumeUrl: (id) => `https://weir.example/oauth/authorize/${id}`,
      successorOf: (refreshToken) => `next of ${refreshToken}`,
      onGrantEnded: async (grant) => void ended.push(grant),
      alreadyUsed: () => new Error('already used'),
    });
    return { store, ended, adapter };
  }
  const rows = async ({ store }: Opened) => store.db.selectFrom('oauth_records').selectAll().execute();
  const token = (kind: string, fields: object = {}) => ({
    kind,
    grantId: 'grant-1',
    clientId: 'c',
    ...fields,
  });

  it('are found by their id, which is stored as a hash alone', async () => {
    const it = await opened();
    const codes = it.adapter('AuthorizationCode');
    await codes.upsert('the-code', token('AuthorizationCode', { jti: 'the-code', accountId: 'w/p' }), 60);
    expect(await codes.find('the-code')).toMatchObject({ jti: 'the-code', grantId: 'grant-1' });
    expect(await codes.find('another')).toBeUndefined();
    expect(await it.adapter('RefreshToken').find('the-code')).toBeUndefined();
    expect(JSON.stringify(await rows(it))).not.toContain('the-code');
  });

  it('are over at their time', async () => {
    const it = await opened();
    const codes = it.adapter('AuthorizationCode');
    await codes.upsert('living', token('AuthorizationCode'), 60);
    await codes.upsert('over', token('AuthorizationCode'), 0);
    expect(await codes.find('living')).toBeDefined();
    expect(await codes.find('over')).toBeUndefined();
  });

  it('of a request in flight leave out the id and the address that goes on with it', async () => {
    const it = await opened();
    const interactions = it.adapter('Interaction');
    const returnTo = 'https://weir.example/oauth/authorize/in-flight';
    await interactions.upsert('in-flight', { kind: 'Interaction', jti: 'in-flight', returnTo }, 60);
    expect(JSON.stringify(await rows(it))).not.toContain('in-flight');
    expect(await interactions.find('in-flight')).toMatchObject({ jti: 'in-flight', returnTo });
  });

  it('a code is used once, however many try; who comes too late ends the grant', async () => {
    const it = await opened();
    await it.adapter('Grant').upsert('grant-1', { kind: 'Grant', clientId: 'c', accountId: 'w/p' }, 60);
    const codes = it.adapter('AuthorizationCode');
    await codes.upsert('code', token('AuthorizationCode'), 60);
    await it.adapter('AccessToken').upsert('access', token('AccessToken'), 60);
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => codes.consume('code')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await it.adapter('Grant').find('grant-1')).toBeUndefined();
    expect(await it.adapter('AccessToken').find('access')).toBeUndefined();
    expect(it.ended.length).toBeGreaterThan(0);
    expect(it.ended[0]).toMatchObject({ clientId: 'c', accountId: 'w/p' });
  });

  it('a used refresh token is taken as unused for ten seconds, until what it gave is used', async () => {
    const it = await opened();
    const tokens = it.adapter('RefreshToken');
    await tokens.upsert('one', token('RefreshToken'), 3_600);
    await tokens.consume('one');
    expect(await tokens.find('one')).not.toHaveProperty('consumed');
    await tokens.upsert('next of one', token('RefreshToken'), 3_600);
    expect(await tokens.find('one')).not.toHaveProperty('consumed');
    await tokens.consume('one');
    await tokens.consume('next of one');
    expect(await tokens.find('one')).toHaveProperty('consumed');
    await expect(tokens.consume('one')).rejects.toThrow('already used');

    await tokens.upsert('two', token('RefreshToken', { grantId: 'grant-2' }), 3_600);
    await tokens.consume('two');
    expect(await tokens.find('two')).not.toHaveProperty('consumed');
    const usedAt = (await it.store.now()) - lostAnswerGraceMs - 1;
    await it.store.db
      .updateTable('oauth_records')
      .set({ consumed_at: usedAt })
      .where('id_hash', '=', hashId('two'))
      .execute();
    expect(await tokens.find('two')).toHaveProperty('consumed');
  });

  it('a token that was given out stays as it was when its answer is given again', async () => {
    const it = await opened();
    const tokens = it.adapter('RefreshToken');
    await tokens.upsert('one', token('RefreshToken', { scope: 'first' }), 3_600);
    await tokens.consume('one');
    await tokens.upsert('one', token('RefreshToken', { scope: 'second' }), 3_600);
    expect(await tokens.find('one')).toMatchObject({ scope: 'first' });
    const [row] = await rows(it);
    expect(row?.consumed_at).not.toBeNull();
  });

  it('of a grant end with it, and others stay', async () => {
    const it = await opened();
    for (const grantId of ['grant-1', 'grant-2']) {
      await it.adapter('Grant').upsert(grantId, { kind: 'Grant', clientId: 'c', accountId: 'w/p' }, 60);
      await it.adapter('AccessToken').upsert(`access ${grantId}`, token('AccessToken', { grantId }), 60);
      await it.adapter('RefreshToken').upsert(`refresh ${grantId}`, token('RefreshToken', { grantId }), 60);
    }
    await it.adapter('AccessToken').revokeByGrantId('grant-1');
    expect(await it.adapter('RefreshToken').find('refresh grant-1')).toBeDefined();
    await it.adapter('Grant').destroy('grant-1');
    expect(await it.adapter('RefreshToken').find('refresh grant-1')).toBeUndefined();
    expect(await it.adapter('AccessToken').find('access grant-2')).toBeDefined();
    expect(it.ended).toHaveLength(1);
  });

  it('of sessions are not kept: the library remembers nobody', async () => {
    const it = await opened();
    const sessions = it.adapter('Session');
    await sessions.upsert('session', { kind: 'Session', uid: 'u', accountId: 'w/p' }, 60);
    expect(await sessions.find('session')).toBeUndefined();
    expect(await sessions.findByUid('u')).toBeUndefined();
    expect(await rows(it)).toStrictEqual([]);
    expect(() => it.adapter('DeviceCode')).toThrow('DeviceCode');
  });
});
