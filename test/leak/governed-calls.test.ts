import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Space } from '../../sandbox/model/entities.ts';
import type { CallResult } from '../../src/gateway/call.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId } from '../../src/operations/operation.ts';
import { catalogueCalls, type CallArguments } from '../support/catalogue-calls.ts';
import { shownBy, startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';

// A person is given one space, and every call needs an approval and is masked and hooked: what asks, shows and refuses
// tells no more of the other space than the decision itself does. What is added to the catalogue is in here by itself.

let world: GovernedWorld;
let forbidden: Space;
let inForbidden: Readonly<Record<string, CallArguments>>;
let inAllowed: Readonly<Record<string, CallArguments>>;

beforeAll(async () => {
  world = await startGovernedWorld();
  const { sandbox, space, author } = world;
  const other = [...sandbox.site.spaces.values()].find(
    ({ key, type }) => key !== 'ENG' && type !== 'personal',
  );
  if (!other) throw new Error('The sandbox has one space only.');
  forbidden = other;
  inForbidden = catalogueCalls(sandbox, forbidden, author);
  inAllowed = catalogueCalls(sandbox, space, author);
  await world.setConstraints({ allowedSpaces: [{ id: space.id, key: space.key }] });
  await world.setRules([
    {
      id: 'ask',
      name: 'ask',
      priority: 1,
      target: {},
      outcome: { kind: 'approval_required', by: { kind: 'person' } },
    },
    { id: 'mask', name: 'mask', priority: 2, target: {}, outcome: { kind: 'mask', detectors: ['email'] } },
  ]);
  await world.setHook('secrets', { filter: {}, action: { kind: 'no_secrets' } });
});
afterAll(() => world.close());

const approvals = () => world.foundation.store.db.selectFrom('approvals').selectAll().execute();
const state = () =>
  JSON.stringify([...world.sandbox.site.contents.values()].filter(({ spaceId }) => spaceId === forbidden.id));
/** The marker of the fence is drawn anew for each call. */
const words = (result: CallResult): string =>
  shownBy(result).replaceAll(/confluence-data [0-9a-f]+/g, 'fence');

describe('approvals of calls about what is hidden', () => {
  it.each(catalogue.map(operationId))('%s asks nobody, shows nothing and changes nothing', async (id) => {
    const args = inForbidden[id]?.() ?? {};
    const namesIt = catalogue.some((one) => operationId(one) === id && one.targets(args).length > 0);
    if (!namesIt) {
      // It names no content: what it lists is tried in leak.test.ts.
      expect(['search.cql', 'pages.list', 'spaces.list']).toContain(id);
      return;
    }
    const before = { asked: (await approvals()).length, state: state() };
    const result = await world.call(id, args);
    expect(result).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(result.ok ? {} : result.error.fields.approval).toBeUndefined();
    expect({ asked: (await approvals()).length, state: state() }).toEqual(before);
  });

  it.each(catalogue.filter(({ effect }) => effect !== 'read').map(operationId))(
    '%s reads as for what does not exist',
    async (id) => {
      const args = inForbidden[id]?.() ?? {};
      const field = ['id', 'pageId', 'spaceId'].find((name) => name in args) ?? 'id';
      const missing = '999999999';
      const hidden = words(await world.call(id, args)).replaceAll(String(args[field]), 'N');
      const absent = words(await world.call(id, { ...args, [field]: missing })).replaceAll(missing, 'N');
      expect(hidden).toBe(absent);
    },
  );

  it.each(catalogue.map(operationId))('%s is asked about in the space that is given', async (id) => {
    const args = inAllowed[id]?.() ?? {};
    const asked = await world.call(id, args);
    const approvalId = asked.ok ? undefined : asked.error.fields.approval?.id;
    expect({ id, asked: approvalId !== undefined }).toEqual({ id, asked: true });
    const { preview = '' } = await world.desk.show(world.people.ana, approvalId ?? '');
    expect(preview).not.toContain(forbidden.id);
    expect(preview).not.toContain(`spaces/${forbidden.key}`);
    await world.desk.decide(world.people.ana, approvalId ?? '', true, 'page');
    const done = await world.call(id, args);
    expect(done.ok ? 'ok' : done.text).toBe('ok');
  });

  it('a change into the other space is not previewed either', async () => {
    const { space } = world;
    const before = await approvals();
    const under = await world.call('pages.create', {
      spaceId: space.id,
      parentId: forbidden.homepageId,
      title: 'Smuggled',
      body: { value: '<p>x</p>' },
    });
    expect(under).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(await approvals()).toHaveLength(before.length);
  });
});
