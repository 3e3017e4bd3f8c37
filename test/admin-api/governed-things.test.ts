import { afterEach, beforeEach, expect, it } from 'vitest';
import { judge } from '../../src/policy/judge.ts';
import type { Verdict } from '../../src/policy/question.ts';
import { addMember, createGroup, removeGroup } from '../../src/store/groups.ts';
import { saveConnection } from '../../src/store/connections.ts';
import type { Person } from '../../src/store/people.ts';
import type { Workspace } from '../../src/store/workspaces.ts';
import { startAdminWeir, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { smallCatalogue } from '../support/catalogues.ts';
import { recordOf } from '../support/governance-record.ts';
import { describeEachStore } from '../support/stores.ts';

describeEachStore('toolsets, profiles, rules and requests by the admin API', ({ emptyLocation }) => {
  let weir: AdminWeir;
  let main: Workspace;
  let ada: Person;
  let eve: Person;
  let admin: Ask;
  let connectionId: string;
  beforeEach(async () => {
    weir = await startAdminWeir({ database: await emptyLocation(), catalogue: smallCatalogue });
    main = await weir.workspace('main');
    ada = await weir.person(main, 'ada', ['administrator']);
    eve = await weir.person(main, 'eve');
    admin = await weir.browser(ada);
    const { store, ids } = weir.foundation;
    const wiki = await saveConnection(
      store.db,
      {
        workspaceId: main.id,
        slug: 'wiki',
        platform: 'cloud',
        site: 'https://acme.atlassian.net/wiki',
        authMode: 'oauth_central',
        settings: {},
        origin: 'admin',
        now: 1,
      },
      ids,
    );
    connectionId = wiki.id;
    await ok(admin('POST', '/workspaces/main/connections/wiki/discoveries'));
    await ok(admin('POST', '/workspaces/main/connections/wiki/tools/approvals', { body: {} }));
    await ok(admin('POST', '/workspaces/main/agents', { body: { id: 'agt_eve', state: 'allowed' } }));
  });
  afterEach(() => weir.close());

  async function ok(asked: ReturnType<Ask>): ReturnType<Ask> {
    const answer = await asked;
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer;
  }

  async function group(name: string, ...people: readonly Person[]): Promise<string> {
    const { store, ids } = weir.foundation;
    const made = await createGroup(store.db, { workspaceId: main.id, name, now: 1 }, ids);
    if (!made) throw new Error(`${name} is there already`);
    for (const { id } of people) await addMember(store.db, made, id, 1);
    await weir.workspace('main');
    return made.id;
  }

  /** Whether Eve's agent may list `pages.get`. */
  function listed(tool = 'pages.get', person = eve.id): Verdict {
    const [pages = ''] = tool.split('.');
    const caller = {
      workspaceId: main.id,
      userId: person,
      userName: 'Eve',
      agentId: 'agt_eve',
      transport: 'http' as const,
    };
    return judge(weir.snapshot.of(main.id), {
      asker: weir.snapshot.asker(caller),
      narrowing: { readOnly: false },
      connectionId,
      operation: { id: tool, group: pages, effect: 'read', declaresTargets: true },
      phase: { kind: 'list' },
      now: Date.now(),
    });
  }

  const profile = { slug: 'readers', name: 'Readers', toolsets: ['read-only'] };

  it('a profile opens what its toolsets hold to whom it names, and to nobody else', async () => {
    expect(listed()).toMatchObject({ outcome: 'deny', decider: { link: 'profile' } });
    const editors = await group('Editors', eve);
    const made = await ok(
      admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, groups: [editors] } }),
    );
    expect(made).toMatchObject({ status: 201, body: { ...profile, groups: [editors], people: [] } });
    expect(listed()).toMatchObject({ outcome: 'allow' });
    expect(listed('pages.get', ada.id)).toMatchObject({ outcome: 'deny' });
    const everybody = { name: 'Readers', toolsets: ['read-only'], everybody: true };
    await ok(
      admin('PUT', '/workspaces/main/access-profiles/readers', {
        body: everybody,
        ifMatch: made.etag ?? '',
      }),
    );
    expect(listed('pages.get', ada.id)).toMatchObject({ outcome: 'allow' });
    const read = await admin('GET', '/workspaces/main/access-profiles/readers');
    await ok(admin('DELETE', '/workspaces/main/access-profiles/readers', { ifMatch: read.etag ?? '' }));
    expect(listed()).toMatchObject({ outcome: 'deny' });
    expect(await recordOf(weir, main.id, 'profile.%')).toEqual([
      expect.stringMatching(`^profile.created ${ada.id} profile:prf_`),
      expect.stringMatching(`^profile.changed ${ada.id} profile:prf_.*everybody`),
      expect.stringMatching(`^profile.removed ${ada.id} profile:prf_`),
    ]);
  });

  it('a profile that names what no longer exists is refused, with its name', async () => {
    const editors = await group('Editors');
    const body = { ...profile, groups: [editors] };
    const { store } = weir.foundation;
    await removeGroup(store.db, { workspaceId: main.id, id: editors });
    expect(await admin('POST', '/workspaces/main/access-profiles', { body })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(`names the group ${editors}, which does not exist`) },
    });
    const named = { ...profile, toolsets: ['gone'] };
    expect(
      (await admin('POST', '/workspaces/main/access-profiles', { body: named })).body['detail'],
    ).toContain('names the toolset gone, which does not exist');
    expect((await admin('GET', '/workspaces/main/access-profiles')).body).toEqual({ items: [] });
  });

  it('two administrators who edit at once: the second is told, nothing is lost', async () => {
    const ben = await weir.browser(await weir.person(main, 'ben', ['administrator']));
    const made = await ok(admin('POST', '/workspaces/main/access-profiles', { body: profile }));
    const { slug: _slug, ...change } = profile;
    const put = (ask: Ask, name: string) =>
      ask('PUT', '/workspaces/main/access-profiles/readers', {
        body: { ...change, name },
        ifMatch: made.etag ?? '',
      });
    const answers = await Promise.all([put(admin, 'Hers'), put(ben, 'His')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const winner = answers.find(({ status }) => status === 200);
    const { body } = await admin('GET', '/workspaces/main/access-profiles/readers');
    expect(body['name']).toBe(winner?.body['name']);
  });

  it('a condition that does not read is refused with its place, as is an expression of a detector', async () => {
    const rule = { slug: 'hr', name: 'HR', outcome: { kind: 'deny' }, condition: 'target.space == ' };
    expect(await admin('POST', '/workspaces/main/policy-rules', { body: rule })).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/rule hr: the condition does not read at character \d+/) },
    });
    const wrongType = { ...rule, condition: 'size(groups)' };
    expect((await admin('POST', '/workspaces/main/policy-rules', { body: wrongType })).status).toBe(400);
    const unknown = { ...rule, condition: 'true', target: { tools: ['pages.nothing'] } };
    expect(
      (await admin('POST', '/workspaces/main/policy-rules', { body: unknown })).body['detail'],
    ).toContain('names the tool pages.nothing');
    const detector = { slug: 'badge', name: 'Badge', expression: '(?=a)b' };
    expect(await admin('POST', '/workspaces/main/mask-detectors', { body: detector })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('detector badge') },
    });
  });

  it('a rule decides from the next call on; its detector stays while it is used', async () => {
    await ok(admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, everybody: true } }));
    const detector = { slug: 'badge', name: 'Badge', expression: 'B-[0-9]{6}' };
    await ok(admin('POST', '/workspaces/main/mask-detectors', { body: detector }));
    expect(weir.snapshot.detectors(main.id).map((each) => each.find('is B-123456').length)).toEqual([1]);
    const mask = { slug: 'badges', name: 'Badges', outcome: { kind: 'mask', detectors: ['badge'] } };
    await ok(admin('POST', '/workspaces/main/policy-rules', { body: mask }));
    const { etag } = await admin('GET', '/workspaces/main/mask-detectors/badge');
    expect(
      (await admin('DELETE', '/workspaces/main/mask-detectors/badge', { ifMatch: etag ?? '' })).body[
        'detail'
      ],
    ).toContain('The rule badges masks with the detector badge');
    const deny = {
      slug: 'not-eve',
      name: 'Not Eve',
      outcome: { kind: 'deny' },
      target: { people: [eve.id] },
      condition: 'tool.group == "pages"',
    };
    const made = await ok(admin('POST', '/workspaces/main/policy-rules', { body: deny }));
    expect(listed()).toMatchObject({
      outcome: 'deny',
      decider: { link: 'rules_deny', id: made.body['id'] },
    });
    const why = await ok(
      admin(
        'GET',
        `/workspaces/main/decisions/explain?person=${eve.id}&agent=agt_eve&connection=wiki&tool=pages.get`,
      ),
    );
    expect(why.body).toMatchObject({
      outcome: 'deny',
      reads: 'tool',
      rule: { slug: 'not-eve', name: 'Not Eve' },
      links: expect.arrayContaining([
        expect.objectContaining({ link: 'profile', state: 'passed', deciding: false }),
        expect.objectContaining({ link: 'rules_deny', state: 'failed', deciding: true }),
      ]),
    });
    const targets = encodeURIComponent('[{"kind":"page","id":"1","spaceKey":"ENG"}]');
    const call = await admin(
      'GET',
      `/workspaces/main/decisions/explain?person=${ada.id}&agent=agt_eve&connection=wiki&tool=pages.get&targets=${targets}`,
    );
    expect(call.body).toMatchObject({ outcome: 'allow', mask: ['badge'] });
  });

  it('a toolset holds what it lists, and stays while a profile holds it', async () => {
    const tools = [{ connection: 'wiki', tool: 'pages.list' }];
    const made = await ok(
      admin('POST', '/workspaces/main/toolsets', { body: { slug: 'lists', name: 'Lists', tools } }),
    );
    expect(made.body).toEqual({ slug: 'lists', name: 'Lists', kind: 'custom', tools });
    await ok(
      admin('POST', '/workspaces/main/access-profiles', {
        body: { ...profile, toolsets: ['lists'], people: [eve.id] },
      }),
    );
    expect(listed('pages.list')).toMatchObject({ outcome: 'allow' });
    expect(listed('pages.get')).toMatchObject({ outcome: 'deny', decider: { link: 'profile' } });
    expect(
      await admin('DELETE', '/workspaces/main/toolsets/lists', { ifMatch: made.etag ?? '' }),
    ).toMatchObject({ status: 409, body: { detail: expect.stringContaining('readers') } });
    const { etag } = await admin('GET', '/workspaces/main/toolsets/read-only');
    expect(
      (await admin('DELETE', '/workspaces/main/toolsets/read-only', { ifMatch: etag ?? '' })).status,
    ).toBe(409);
    const wrong = { slug: 'more', name: 'More', tools: [{ connection: 'wiki', tool: 'pages.fly' }] };
    expect((await admin('POST', '/workspaces/main/toolsets', { body: wrong })).status).toBe(400);
  });

  it('a profile is asked for, approved for a time, and revoked', async () => {
    const requests = { mode: 'approval', maxMinutes: 60 };
    await ok(admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, requests } }));
    await ok(admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, slug: 'hidden' } }));
    const asEve = await weir.browser(eve);
    const mine = await asEve('GET', '/me/access-profiles');
    expect(mine.body).toEqual({
      items: [
        {
          profile: 'readers',
          name: 'Readers',
          isHeld: false,
          requests: 'approval',
          maxMinutes: 60,
          isWaiting: false,
        },
      ],
    });
    const ask = (slug: string, body: object) =>
      asEve('POST', `/me/access-profiles/${slug}/requests`, { body });
    expect((await ask('hidden', {})).status).toBe(404);
    expect((await ask('nothing', {})).status).toBe(404);
    expect((await ask('readers', { minutes: 61 })).status).toBe(400);
    const asked = await ok(ask('readers', { reason: 'The audit', minutes: 30 }));
    expect(asked.body).toMatchObject({ state: 'requested', profile: 'readers', personId: eve.id });
    expect((await ask('readers', {})).status).toBe(409);
    expect(listed()).toMatchObject({ outcome: 'deny' });

    const path = `/workspaces/main/profile-grants/${asked.body['id']}`;
    const { etag } = await admin('GET', path);
    const approved = await ok(admin('PATCH', path, { body: { state: 'approved' }, ifMatch: etag ?? '' }));
    const { expiresAt, decidedAt } = approved.body as Record<string, number>;
    expect((expiresAt ?? 0) - (decidedAt ?? 0)).toBe(30 * 60_000);
    expect(listed()).toMatchObject({ outcome: 'allow' });
    expect(
      (await admin('PATCH', path, { body: { state: 'denied' }, ifMatch: approved.etag ?? '' })).status,
    ).toBe(409);
    await ok(admin('PATCH', path, { body: { state: 'revoked' }, ifMatch: approved.etag ?? '' }));
    expect(listed()).toMatchObject({ outcome: 'deny' });
    expect(await recordOf(weir, main.id, 'profile_grant.%')).toEqual([
      expect.stringMatching(
        `^profile_grant.requested ${eve.id} .*person:${eve.id}; profile readers minutes 30`,
      ),
      expect.stringMatching(`^profile_grant.approved ${ada.id}`),
      expect.stringMatching(`^profile_grant.revoked ${ada.id}`),
    ]);
  });

  it('a profile that is given just in time ends by itself, at the millisecond', async () => {
    const sre = await group('On call', eve);
    const requests = { mode: 'just_in_time', groups: [sre], maxMinutes: 10 };
    await ok(admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, requests } }));
    const asAda = await weir.browser(ada);
    expect((await asAda('POST', '/me/access-profiles/readers/requests', { body: {} })).status).toBe(404);
    const asEve = await weir.browser(eve);
    const given = await ok(asEve('POST', '/me/access-profiles/readers/requests', { body: { minutes: 5 } }));
    expect(given.body).toMatchObject({ state: 'approved', decidedBy: eve.id });
    const end = Number(given.body['expiresAt']);
    const at = (now: number) =>
      judge(weir.snapshot.of(main.id), {
        asker: { userId: eve.id, groups: [], agentId: 'agt_eve' },
        narrowing: { readOnly: false },
        connectionId,
        operation: { id: 'pages.get', group: 'pages', effect: 'read', declaresTargets: true },
        phase: { kind: 'list' },
        now,
      }).outcome;
    expect([at(end - 1), at(end)]).toEqual(['allow', 'deny']);
    const endless = { ...profile, slug: 'endless', requests: { mode: 'just_in_time' } };
    expect((await admin('POST', '/workspaces/main/access-profiles', { body: endless })).status).toBe(400);
  });

  it('kill switches stop and are lifted, each on record with its reason', async () => {
    await ok(admin('POST', '/workspaces/main/access-profiles', { body: { ...profile, everybody: true } }));
    const stop = (body: object) => admin('POST', '/workspaces/main/kill-switches', { body });
    for (const body of [
      { kind: 'workspace' },
      { kind: 'connection', subject: connectionId },
      { kind: 'tool', subject: 'pages.get' },
      { kind: 'tool', subject: 'pages.get', connectionId },
      { kind: 'agent', subject: 'agt_eve' },
      { kind: 'person', subject: eve.id },
    ]) {
      const set = await ok(stop({ ...body, reason: 'An incident' }));
      expect(listed(), JSON.stringify(body)).toMatchObject({ outcome: 'deny' });
      await ok(admin('DELETE', `/workspaces/main/kill-switches/${set.body['id']}`));
      expect(listed()).toMatchObject({ outcome: 'allow' });
    }
    expect((await stop({ kind: 'person', subject: 'usr_nobody' })).status).toBe(400);
    expect((await stop({ kind: 'agent', subject: 'agt_eve', connectionId })).status).toBe(400);
    expect((await recordOf(weir, main.id, 'kill_switch.%')).slice(0, 2)).toEqual([
      `kill_switch.set ${ada.id} workspace; reason An incident`,
      `kill_switch.lifted ${ada.id} workspace; reason An incident`,
    ]);
  });

  it('lists agents that are in use, and hidden ones where they are asked for', async () => {
    const { store } = weir.foundation;
    await ok(admin('POST', '/workspaces/main/agents', { body: { id: 'agt_old', state: 'allowed' } }));
    await ok(admin('POST', '/workspaces/main/agents', { body: { id: 'agt_kept', state: 'blocked' } }));
    const { etag } = await admin('GET', '/workspaces/main/agents/agt_kept');
    const never = { lifecycle: { hiddenAfterDays: null } };
    await ok(admin('PATCH', '/workspaces/main/agents/agt_kept', { body: never, ifMatch: etag ?? '' }));
    const eightDaysAgo = (await store.now()) - 8 * 86_400_000;
    await store.db
      .updateTable('agents')
      .set({ first_seen_at: eightDaysAgo, updated_at: eightDaysAgo })
      .where('id', 'in', ['agt_old', 'agt_kept'])
      .execute();
    const listed = async (query: string) => {
      const { body } = await ok(admin('GET', `/workspaces/main/agents${query}`));
      return (body['items'] as readonly { readonly id: string }[]).map(({ id }) => id);
    };
    expect(await listed('')).toEqual(['agt_eve', 'agt_kept']);
    expect(await listed('?hidden=true')).toEqual(['agt_old']);
    expect(await listed('?hidden=all')).toEqual(['agt_eve', 'agt_kept', 'agt_old']);
    expect(await listed('?hidden=all&state=blocked')).toEqual(['agt_kept']);
    const first = await ok(admin('GET', '/workspaces/main/agents?hidden=all&limit=2'));
    const cursor = encodeURIComponent(String(first.body['nextCursor']));
    expect(await listed(`?hidden=all&limit=2&cursor=${cursor}`)).toEqual(['agt_old']);
    expect((await admin('GET', '/workspaces/main/agents?hidden=maybe')).status).toBe(400);
  });

  it('builders manage agents and toolsets and nothing more', async () => {
    const builder = await weir.browser(await weir.person(main, 'bob', ['builder']));
    await ok(builder('POST', '/workspaces/main/agents', { body: { id: 'agt_new', name: 'New' } }));
    const { etag, body } = await builder('GET', '/workspaces/main/agents/agt_new');
    expect(body).toMatchObject({ state: 'allowed', kind: 'personal', isHidden: false });
    const blocked = await ok(
      builder('PATCH', '/workspaces/main/agents/agt_new', {
        body: { state: 'blocked', ownerId: eve.id },
        ifMatch: etag ?? '',
      }),
    );
    expect(blocked.body).toMatchObject({ state: 'blocked', ownerId: eve.id });
    expect((await builder('POST', '/workspaces/main/access-profiles', { body: profile })).status).toBe(403);
    const owner = { ownerId: 'usr_nobody' };
    expect(
      (await builder('PATCH', '/workspaces/main/agents/agt_new', { body: owner, ifMatch: '*' })).status,
    ).toBe(404);
    await ok(builder('DELETE', '/workspaces/main/agents/agt_new', { ifMatch: blocked.etag ?? '' }));
    expect((await builder('GET', '/workspaces/main/agents/agt_new')).status).toBe(404);
  });
});
