import { afterEach, describe, expect, it } from 'vitest';
import { createContent } from '../../sandbox/model/create-content.ts';
import type { Content } from '../../sandbox/model/entities.ts';
import { updateContent } from '../../sandbox/model/update-content.ts';
import type { CallResult } from '../../src/gateway/call.ts';
import type { Approver, Rule } from '../../src/policy/rules/rule.ts';
import { catalogue } from '../../src/operations/catalogue.ts';
import { operationId } from '../../src/operations/operation.ts';
import { catalogueCalls } from '../support/catalogue-calls.ts';
import { shownBy, startGovernedWorld, type GovernedWorld } from '../support/governed-world.ts';
import { describeEachStore } from '../support/stores.ts';

const asks = (by: Approver, tools: readonly string[] = ['*'], id = 'ask'): Rule => ({
  id,
  name: id,
  priority: 1,
  target: { tools },
  outcome: { kind: 'approval_required', by },
});
const person: Approver = { kind: 'person' };
const group: Approver = { kind: 'group', group: 'grp_seconds' };

/** Of the question that a call was answered with. */
function askedIn(result: CallResult): string {
  const id = result.ok ? undefined : result.error.fields.approval?.id;
  if (id === undefined) throw new Error(`There is no question: ${shownBy(result)}`);
  return id;
}

describeEachStore('a call that needs an approval', ({ emptyLocation }) => {
  let world: GovernedWorld | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  async function start(by: Approver = person, tools?: readonly string[]) {
    const started = await startGovernedWorld(await emptyLocation());
    world = started;
    await world.setRules([asks(by, tools)]);
    const { sandbox, space, author, desk, people } = world;
    const page: Content = createContent(sandbox.site, {
      kind: 'page',
      spaceId: space.id,
      title: 'To be approved',
      author,
      parentId: space.homepageId,
      storage: '<p>Before.</p>',
    });
    const edit = (text = 'After.', more = {}) =>
      started.call('pages.append', { id: page.id, markdown: text }, more);
    const body = (): string => sandbox.site.contents.get(page.id)?.storage ?? '';
    const approve = (result: CallResult, yes = true) => desk.decide(people.ana, askedIn(result), yes, 'page');
    return { world, page, edit, body, approve, desk, people, sandbox, author };
  }

  it('waits for it, and runs once it is given, once', async () => {
    const { world, edit, body, approve } = await start();
    const asked = await edit();
    expect(asked.ok).toBe(false);
    expect(asked.text).toContain('needs the approval of the person you work for');
    expect(asked.text).toContain(`https://weir.test/approvals/${askedIn(asked)}`);
    expect(askedIn(await edit())).toBe(askedIn(asked));
    expect(body()).toBe('<p>Before.</p>');
    await approve(asked);
    expect(body()).toBe('<p>Before.</p>');
    expect((await edit()).ok).toBe(true);
    expect(body()).toContain('After.');
    const again = await edit();
    expect(again.ok).toBe(false);
    expect(askedIn(again)).not.toBe(askedIn(asked));
    expect(body().match(/After/g)).toHaveLength(1);

    const record = await world.record();
    const of = record.filter(({ approvalId }) => approvalId === askedIn(asked));
    expect(of.map(({ kind, operation, decision, outcome }) => [kind, operation, decision, outcome])).toEqual([
      ['outcome', 'pages.append', 'approval_required', 'denied'],
      ['outcome', 'pages.append', 'approval_required', 'denied'],
      ['governance', 'approval.approved', undefined, 'ok'],
      ['intent', 'pages.append', 'allow', undefined],
      ['outcome', 'pages.append', 'allow', 'ok'],
    ]);
    expect(of.at(-1)?.humanWaitMs).toBeGreaterThanOrEqual(0);
  });

  it('shows its approver what it would change, and nobody else', async () => {
    const { edit, desk, people } = await start();
    const id = askedIn(await edit('A new line.'));
    const { preview, mayDecide } = await desk.show(people.ana, id);
    expect(mayDecide).toBe(true);
    expect(preview).toContain('"To be approved"');
    expect(preview).toContain('A new line.');
    await expect(desk.show(people.bea, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.decide(people.bea, id, true, 'page')).rejects.toMatchObject({ code: 'not_found' });
    expect(await desk.waitingFor(people.bea)).toEqual([]);
    expect((await desk.waitingFor(people.ana)).map(({ approval }) => approval.id)).toEqual([id]);
  });

  it('keeps the preview sealed', async () => {
    const { world, edit } = await start();
    await edit('A sealed line.');
    const rows = await world.foundation.store.db.selectFrom('approvals').selectAll().execute();
    expect(rows).toHaveLength(1);
    const { preview_sealed: sealed, ...rest } = rows[0] ?? { preview_sealed: null };
    expect(Buffer.from(sealed ?? []).includes('sealed line')).toBe(false);
    expect(JSON.stringify(rest)).not.toContain('sealed line');
  });

  it('counts the answer to either of two questions that were asked at the same time', async () => {
    const { edit, approve, body } = await start();
    const [one, other] = await Promise.all([edit(), edit()]);
    await approve(askedIn(one) < askedIn(other) ? one : other);
    expect((await edit()).ok).toBe(true);
    expect(body().match(/After/g)).toHaveLength(1);
  });

  it('is another call with other arguments, another agent, or content that changed meanwhile', async () => {
    const { edit, approve, body, page, sandbox, author } = await start();
    const asked = await edit();
    await approve(asked);
    for (const other of [await edit('Something else.'), await edit('After.', { agentId: 'agt_other' })]) {
      expect(other.ok).toBe(false);
      expect(askedIn(other)).not.toBe(askedIn(asked));
    }
    updateContent(sandbox.site, page, { author, storage: '<p>Somebody else was here.</p>' });
    const changed = await edit();
    expect(changed.ok).toBe(false);
    expect(askedIn(changed)).not.toBe(askedIn(asked));
    expect(body()).toBe('<p>Somebody else was here.</p>');
  });

  it('is asked about anew after the policy changed', async () => {
    const { world, edit, approve, body } = await start();
    const asked = await edit();
    await approve(asked);
    await world.setRules([asks(person)], 'v2');
    const again = await edit();
    expect(again.text).toContain('The rules changed since');
    expect(askedIn(again)).not.toBe(askedIn(asked));
    expect(body()).toBe('<p>Before.</p>');
  });

  it('does not run after a no, nor without an answer in time', async () => {
    const { world, edit, approve, body } = await start();
    await approve(await edit(), false);
    const refused = await edit();
    expect(refused.text).toContain('was turned down');
    const { db } = world.foundation.store;
    await approve(await edit('Late.'));
    await db.updateTable('approvals').set({ expires_at: 1 }).execute();
    const late = await edit('Late.');
    expect(late.text).toContain('the time for it is over');
    await db.updateTable('approvals').set({ expires_at: 1 }).execute();
    await expect(approve(late)).rejects.toMatchObject({ code: 'conflict' });
    expect(body()).toBe('<p>Before.</p>');
  });

  it('runs once where two calls use one approval at the same time', async () => {
    const { edit, approve, body } = await start();
    await approve(await edit());
    const results = await Promise.all([edit(), edit(), edit()]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(body().match(/After/g)).toHaveLength(1);
  });

  it('of an approver group is answered by its members, never by the person of the call', async () => {
    const { world, edit, body, desk, people } = await start(group);
    const asked = await edit();
    const id = askedIn(asked);
    expect(asked.text).toContain('a member of the approvers’ group');
    await expect(desk.decide(people.ana, id, true, 'page')).rejects.toMatchObject({ code: 'denied' });
    await expect(desk.decide(people.cid, id, true, 'page')).rejects.toMatchObject({ code: 'not_found' });
    await desk.decide(people.bea, id, true, 'page');
    await expect(desk.decide(people.bea, id, false, 'page')).rejects.toMatchObject({ code: 'conflict' });
    // Whoever left the group since has said nothing.
    world.setMembers([people.ana, { ...people.bea, groups: [] }, people.cid]);
    expect((await edit()).text).toContain('may not approve it any more');
    world.setMembers(Object.values(people));
    expect((await edit()).ok).toBe(true);
    expect(body()).toContain('After.');
  });

  it('is told where nobody may answer', async () => {
    const { edit } = await start({ kind: 'group', group: 'grp_nobody' });
    const asked = await edit();
    expect(asked.text).toContain('Nobody who may approve it can sign in');
    expect(asked.text).not.toContain('https://weir.test');
  });

  it('of a read gives nothing away before', async () => {
    const { world, page, approve } = await start(person, ['pages.getBody']);
    const read = () => world.call('pages.getBody', { id: page.id });
    const asked = await read();
    expect(asked.ok).toBe(false);
    expect(shownBy(asked)).not.toContain('Before.');
    await approve(asked);
    expect(shownBy(await read())).toContain('Before.');
    expect((await read()).ok).toBe(false);
  });

  it('of two rules needs both', async () => {
    const { world, edit, approve, body, desk, people } = await start();
    await world.setRules([asks(person), asks(group, ['*'], 'second')]);
    const first = await edit();
    await approve(first);
    const second = await edit();
    expect(askedIn(second)).not.toBe(askedIn(first));
    expect(body()).toBe('<p>Before.</p>');
    await desk.decide(people.bea, askedIn(second), true, 'page');
    expect((await edit()).ok).toBe(true);
  });

  it('asks no person a hundred times', async () => {
    const { edit } = await start();
    for (let count = 0; count < 50; count += 1) await edit(`Line ${count}`);
    expect(await edit('One more')).toMatchObject({ ok: false, error: { code: 'rate_limited' } });
  });

  it('loses its preview once nobody needs it', async () => {
    const { world, edit, desk, people } = await start();
    const id = askedIn(await edit());
    const { db } = world.foundation.store;
    await db.updateTable('approvals').set({ expires_at: 1 }).execute();
    const { erasePreviews } = await import('../../src/store/approvals.ts');
    await erasePreviews(db, await world.foundation.store.now());
    expect((await desk.show(people.ana, id)).preview).toBeUndefined();
  });
});

describe('previews', () => {
  it('every write of the catalogue has one that tells what it would do, masked', async () => {
    const world = await startGovernedWorld();
    try {
      const { sandbox, space, author, desk, people } = world;
      await world.setRules([
        asks(person),
        {
          id: 'mask',
          name: 'mask',
          priority: 2,
          target: {},
          outcome: { kind: 'mask', detectors: ['email'] },
        },
      ]);
      const calls = catalogueCalls(sandbox, space, author);
      for (const operation of catalogue.filter(({ effect }) => effect !== 'read')) {
        const id = operationId(operation);
        const args = calls[id]?.();
        const before = JSON.stringify([...sandbox.site.contents.values()].map(({ storage }) => storage));
        const asked = await world.call(id, args);
        const { preview = '' } = await desk.show(people.ana, askedIn(asked));
        expect({ id, long: preview.length > 10 }).toEqual({ id, long: true });
        expect(JSON.stringify([...sandbox.site.contents.values()].map(({ storage }) => storage))).toBe(
          before,
        );
        await desk.decide(people.ana, askedIn(asked), true, 'page');
        const done = await world.call(id, args);
        expect({ id, result: done.ok ? 'ok' : done.text }).toEqual({ id, result: 'ok' });
      }
      const page = createContent(sandbox.site, {
        kind: 'page',
        spaceId: space.id,
        title: 'To anna@example.test',
        author,
        parentId: space.homepageId,
        storage: '<p>Write to bert@example.test.</p>',
      });
      const asked = await world.call('pages.append', { id: page.id, markdown: 'x', section: 'page' });
      const { preview = '' } = await desk.show(people.ana, askedIn(asked));
      expect(preview).toContain('[masked: email]');
      expect(preview).not.toContain('example.test');
    } finally {
      await world.close();
    }
  });
});
