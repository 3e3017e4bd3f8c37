import { afterAll, beforeAll, expect, it } from 'vitest';
import { signInFaults } from '../sandbox/atlassian/sign-in-faults.ts';
import type { RunningDataCenter } from '../sandbox/datacenter/start.ts';
import { startSandbox, type RunningSandbox } from '../sandbox/index.ts';
import { createLog } from '../src/telemetry/log.ts';
import { describeEachStore } from './support/stores.ts';
import type { WorldOptions } from './support/upstream-world.ts';
import {
  cloudGrant,
  dataCenterGrant,
  dueNow,
  holdRefreshes,
  leaseOver,
  refreshesOf,
  type GrantInUse,
} from './support/refresh-world.ts';

let cloud: RunningSandbox;
let dataCenter: RunningDataCenter;
beforeAll(async () => {
  cloud = await startSandbox();
  dataCenter = await startSandbox({ platform: 'datacenter' });
});
afterAll(async () => {
  await cloud.close();
  await dataCenter.close();
});

const header = async ({ world, whose, connection }: GrantInUse): Promise<string> =>
  (await world.upstream.open(whose, connection)).authorization();
const stateOf = async ({ world, whose, connection }: GrantInUse) => world.upstream.status(whose, connection);

describeEachStore('a refresh', ({ open }) => {
  it('happens once for many calls, before the token ends', async () => {
    const grant = await cloudGrant(await open(), cloud);
    const first = await header(grant);
    expect(await header(grant)).toBe(first);
    await dueNow(grant);
    const headers = await Promise.all(Array.from({ length: 50 }, () => header(grant)));
    expect(new Set(headers).size).toBe(1);
    expect(headers[0]).not.toBe(first);
    expect(refreshesOf(cloud, grant)).toBe(1);
    await grant.close();
  });

  it.each([
    ['a broken connection', () => signInFaults.refreshCut(), 'upstream_unavailable'],
    ['a lost answer', () => signInFaults.refreshLost(), 'upstream_unavailable'],
    [
      'a proxy that answers in its place',
      () => signInFaults.refreshAnsweredByProxy(),
      'upstream_unavailable',
    ],
    ['an endpoint that fails', () => signInFaults.tokenEndpointFails(), 'upstream_unavailable'],
    ['too many requests', () => signInFaults.tokenEndpointLimits(7), 'rate_limited'],
    [
      'a page with status 200',
      () => ({ ...signInFaults.tokenEndpointFails(200), body: '<html>Hello</html>' }),
      'upstream_unavailable',
    ],
    [
      'a page with status 403',
      () => ({ ...signInFaults.tokenEndpointFails(403), body: '<html>Blocked</html>' }),
      'upstream_unavailable',
    ],
  ])('that meets %s costs nobody their grant', async (_, fault, code) => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.faults.add(fault());
    await expect(header(grant)).rejects.toMatchObject({
      code,
      fields: { nextStep: expect.stringContaining('needs no reconnection') },
    });
    expect(await stateOf(grant)).toMatchObject({ state: 'connected' });
    // Whoever comes too early is told when to come back.
    await expect(header(grant)).rejects.toMatchObject({ fields: { retryAfterMs: expect.any(Number) } });
    await leaseOver(grant);
    expect(await header(grant)).toMatch(/^Bearer /);
    expect(await stateOf(grant)).toMatchObject({ state: 'connected' });
    await grant.close();
  });

  it('whose answer was lost is finished by the sweeper, within the leeway', async () => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.faults.add(signInFaults.refreshLost());
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    cloud.clock.advance(9 * 60_000);
    await leaseOver(grant);
    const sweeper = grant.world.upstream.startSweeper();
    await expect.poll(() => grant.row()).toMatchObject({ generation: 2, lease_expires_at: null });
    await sweeper.close();
    expect(await header(grant)).toMatch(/^Bearer /);
    expect(refreshesOf(cloud, grant)).toBe(2);
    await grant.close();
  });

  it('whose answer was lost for longer than the leeway ends the grant, and says so', async () => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.faults.add(signInFaults.refreshLost());
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    cloud.clock.advance(11 * 60_000);
    await leaseOver(grant);
    await expect(header(grant)).rejects.toMatchObject({
      code: 'upstream_auth',
      message: 'The token refresh failed, the user must reconnect.',
    });
    expect(await stateOf(grant)).toMatchObject({
      state: 'reconnect_required',
      reason: expect.stringContaining('lost'),
    });
    expect(await grant.row()).toMatchObject({ access_sealed: null, refresh_sealed: null });
    await grant.close();
  });

  it('whose answer was lost is still known as that after other failures', async () => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.faults.add(signInFaults.refreshLost());
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    const failures = [signInFaults.tokenEndpointLimits(3), signInFaults.tokenEndpointLimits(null)];
    for (const failure of failures) {
      await leaseOver(grant);
      cloud.faults.add(failure);
      await expect(header(grant)).rejects.toMatchObject({ code: 'rate_limited' });
      expect(await grant.row()).toMatchObject({ lease_holder: 'lost', lease_expires_at: expect.any(Number) });
    }
    const secret = cloud.apps.rotateSecret(grant.clientId);
    await leaseOver(grant);
    await expect(header(grant)).rejects.toMatchObject({ code: 'configuration' });
    expect(await grant.row()).toMatchObject({ lease_holder: 'lost', lease_expires_at: expect.any(Number) });
    await grant.enterSecret(secret);
    cloud.clock.advance(11 * 60_000);
    await leaseOver(grant);
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await grant.row()).toMatchObject({ reason: 'lost_answer' });
    await grant.close();
  });

  it('with a wrong secret of the app leaves the tokens, and goes on with the right one', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const grant = await cloudGrant(await open(), cloud, { log });
    await dueNow(grant);
    const secret = cloud.apps.rotateSecret(grant.clientId);
    await expect(header(grant)).rejects.toMatchObject({
      code: 'configuration',
      message: 'Confluence does not accept the client id and secret of this connection.',
    });
    expect(await stateOf(grant)).toMatchObject({ state: 'connected' });
    expect(lines.join('')).toContain('upstream.client_refused');
    await grant.enterSecret(secret);
    expect(await header(grant)).toMatch(/^Bearer /);
    expect(lines.join('')).not.toContain(secret);
    await grant.close();
  });

  it('that fails early leaves the token in use until its end', async () => {
    const grant = await cloudGrant(await open(), cloud);
    const first = await header(grant);
    const endsAt = (await grant.row())?.access_expires_at ?? 0;
    grant.clock.advance(endsAt - grant.clock.now() - 60_000);
    cloud.faults.add(signInFaults.tokenEndpointFails(503, 2));
    expect(await header(grant)).toBe(first);
    grant.clock.advance(60_000);
    await leaseOver(grant);
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await grant.close();
  });

  it('that Confluence’s refusals ask for happens once for all calls that share an account', async () => {
    const grant = await cloudGrant(await open(), cloud);
    const access = await grant.world.upstream.open(grant.whose, grant.connection);
    const refused = await access.authorization();
    const renewed = await Promise.all(Array.from({ length: 20 }, () => access.renew(refused)));
    expect(new Set(renewed).size).toBe(1);
    expect(renewed[0]).not.toBe(refused);
    expect(await access.renew(refused)).toBe(renewed[0]);
    // The new token is refused too: another one would not help.
    expect(await access.renew(renewed[0])).toBeUndefined();
    expect(refreshesOf(cloud, grant)).toBe(1);
    expect(await stateOf(grant)).toMatchObject({ state: 'connected' });
    grant.clock.advance(60_000);
    expect(await access.renew(renewed[0])).not.toBe(renewed[0]);
    await grant.close();
  });

  it('with a wrong secret is not tried with the same one again at once', async () => {
    const requests: string[] = [];
    const transport: NonNullable<WorldOptions['around']>['transport'] = (real) => ({
      ...real,
      async send(request, signal) {
        if (request.body?.includes('"refresh_token"') === true) requests.push(request.path);
        return real.send(request, signal);
      },
    });
    const grant = await cloudGrant(await open(), cloud, { around: { transport } });
    await dueNow(grant);
    cloud.apps.rotateSecret(grant.clientId);
    for (let call = 0; call < 5; call += 1)
      await expect(header(grant)).rejects.toMatchObject({ code: 'configuration' });
    expect(requests).toHaveLength(1);
    grant.clock.advance(10_000);
    await expect(header(grant)).rejects.toMatchObject({ code: 'configuration' });
    expect(requests).toHaveLength(2);
    await grant.close();
  });

  it('with a refresh token that was revoked ends the grant once, for everybody', async () => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.accounts.revokeGrants(grant.accountId, grant.clientId);
    const refused = await Promise.allSettled(Array.from({ length: 20 }, () => header(grant)));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(await stateOf(grant)).toMatchObject({
      state: 'reconnect_required',
      reason: expect.stringContaining('taken away'),
    });
    const ends = await grant.world.store.db.selectFrom('audit_records').select('operation').execute();
    expect(ends).toEqual([{ operation: 'grant.ended' }]);
    await grant.close();
  });

  it('on Data Center whose answer is lost means connecting again, said so', async () => {
    const grant = await dataCenterGrant(await open(), dataCenter);
    await dueNow(grant);
    dataCenter.faults.add({ match: { method: 'POST', path: /token$/ }, times: 1, cut: true, phase: 'after' });
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await leaseOver(grant);
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_auth' });
    expect(await stateOf(grant)).toMatchObject({
      state: 'reconnect_required',
      reason: 'The answer to a renewal of the token was lost, and Confluence gives it only once.',
    });
    await grant.close();
  });

  it('on Data Center that never arrived is made again', async () => {
    const grant = await dataCenterGrant(await open(), dataCenter);
    await dueNow(grant);
    dataCenter.faults.add({ match: { method: 'POST', path: /token$/ }, times: 1, cut: true });
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await leaseOver(grant);
    expect(await header(grant)).toMatch(/^Bearer /);
    expect(await stateOf(grant)).toMatchObject({ state: 'connected' });
    await grant.close();
  });

  it('does not bring back an account that was disconnected meanwhile', async () => {
    const { around, release } = holdRefreshes();
    const grant = await cloudGrant(await open(), cloud, { around });
    await dueNow(grant);
    const refreshing = header(grant).catch((error: unknown) => error);
    await expect.poll(async () => (await grant.row())?.lease_holder).toMatch(/^lse_/);
    await grant.world.upstream.disconnect(grant.whose, grant.connection);
    release();
    expect(await refreshing).toMatchObject({ code: 'upstream_auth' });
    expect(await grant.world.store.db.selectFrom('upstream_grants').selectAll().execute()).toEqual([]);
    await grant.close();
  });

  it('that is late does not undo a newer sign-in', async () => {
    const { around, release } = holdRefreshes();
    const grant = await cloudGrant(await open(), cloud, { around });
    await dueNow(grant);
    const refreshing = header(grant);
    await expect.poll(async () => (await grant.row())?.lease_holder).toMatch(/^lse_/);
    await grant.connectAgain();
    const kept = await grant.row();
    release();
    await refreshing;
    expect(await grant.row()).toEqual(kept);
    expect(await header(grant)).toMatch(/^Bearer /);
    await grant.close();
  });

  it('takes up what is needed although the connection was switched off', async () => {
    const grant = await cloudGrant(await open(), cloud);
    await dueNow(grant);
    cloud.faults.add(signInFaults.refreshLost());
    await expect(header(grant)).rejects.toMatchObject({ code: 'upstream_unavailable' });
    await grant.world.store.db.updateTable('connections').set({ is_enabled: 0 }).execute();
    await leaseOver(grant);
    const sweeper = grant.world.upstream.startSweeper();
    await expect.poll(() => grant.row()).toMatchObject({ generation: 2 });
    await sweeper.close();
    await grant.close();
  });
});
