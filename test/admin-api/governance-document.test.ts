import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workspace } from '../../src/store/workspaces.ts';
import { startAdminWeir, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { recordOf } from '../support/governance-record.ts';

let weir: AdminWeir;
let main: Workspace;
const path = '/workspaces/main/governance/document';
beforeAll(async () => {
  weir = await startAdminWeir({ database: { kind: 'sqlite', file: ':memory:' } });
  main = await weir.workspace('main');
});
afterAll(() => weir.close());

const as = async (role: 'owner' | 'administrator' | 'auditor' | 'viewer'): Promise<Ask> =>
  weir.browser(await weir.person(main, role, [role]));

async function put(ask: Ask, body: object) {
  const { etag } = await ask('GET', path);
  return ask('PUT', path, { body, ifMatch: etag ?? '' });
}

it('shows where the record goes to those who may read it, and to nobody a secret', async () => {
  const administrator = await as('administrator');
  const streams = { siem: { target: 'https://siem.example.test/weir' } };
  const hooks = {
    guard: { action: { kind: 'http', url: 'https://guard.example.test/', when: ['before'] } },
  };
  const applied = await put(administrator, { streams, hooks });
  expect(applied.body).toMatchObject({
    changes: [
      { part: 'hooks', name: 'guard', change: 'create' },
      { part: 'streams', name: 'siem', change: 'create' },
    ],
  });
  for (const role of ['owner', 'administrator', 'auditor'] as const)
    expect((await (await as(role))('GET', path)).body).toMatchObject({
      streams,
      recordKeeping: { values: 'writes', valuesDays: 30, days: null },
    });
  const { body } = await (await as('viewer'))('GET', path);
  expect(body).toMatchObject({ hooks });
  expect(Object.keys(body)).not.toContain('streams');
  expect(Object.keys(body)).not.toContain('recordKeeping');
  expect(JSON.stringify((await administrator('GET', path)).body)).not.toMatch(/secret|whsec_/);
  // What a document made gets a secret that somebody knows.
  for (const made of ['hooks/guard', 'record/streams/siem']) {
    const renewed = await administrator('POST', `/workspaces/main/${made}/secret`);
    expect(renewed.body['signingSecret']).toMatch(/^whsec_/);
  }
});

it('lets owners alone say how long the record is kept', async () => {
  const administrator = await as('administrator');
  const shorter = { limits: [], recordKeeping: { values: 'off', valuesDays: 1, days: 30 } };
  const refused = await put(administrator, shorter);
  expect(refused).toMatchObject({ status: 403, body: { code: 'denied' } });
  expect(refused.body['detail']).toContain('for owners to decide');
  // What is as it was changes nothing, so that whole documents of others can be applied.
  const { body } = await administrator('GET', path);
  expect(await put(administrator, body)).toMatchObject({ status: 200, body: { changes: [] } });
  expect((await put(await as('owner'), shorter)).status).toBe(200);
  expect(await recordOf(weir, main.id, 'record_keeping.%')).toHaveLength(1);
});

it('of two administrators who change the same document the second is told', async () => {
  const [one, other] = [await as('administrator'), await as('owner')];
  const etag = (await one('GET', path)).etag ?? '';
  const seen = await other('GET', path);
  expect(seen.etag).toBe(etag);
  const limit = { subjectKind: 'tool', subject: '*', measure: 'calls_a_day' };
  const limits = (amount: number) => ({ limits: [{ ...limit, amount }] });
  const answers = await Promise.all([
    one('PUT', path, { body: limits(1), ifMatch: etag }),
    other('PUT', path, { body: limits(2), ifMatch: etag }),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
  const won = answers.findIndex(({ status }) => status === 200) + 1;
  expect((await one('GET', path)).body).toMatchObject(limits(won));
  expect((await one('PUT', path, { body: limits(3) })).status).toBe(428);
});
