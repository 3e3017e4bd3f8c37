import { afterEach, beforeEach, expect, it } from 'vitest';
import { requestHeader } from '../../src/admin-api/visitor.ts';
import type { Person } from '../../src/store/people.ts';
import { countOwners } from '../../src/store/roles.ts';
import type { Workspace } from '../../src/store/workspaces.ts';
import { startAdminWeir, type AdminAnswer, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { describeEachStore } from '../support/stores.ts';

const statusesOf = (answers: readonly AdminAnswer[]): number[] =>
  answers.map(({ status }) => status).toSorted((one, other) => one - other);

describeEachStore('workspaces, people and groups by the admin API', ({ emptyLocation }) => {
  let weir: AdminWeir;
  let main: Workspace;
  let ada: Person;
  let owner: Ask;
  beforeEach(async () => {
    weir = await startAdminWeir({ database: await emptyLocation() });
    main = await weir.workspace('main');
    ada = await weir.person(main, 'ada', ['owner']);
    owner = await weir.browser(ada);
  });
  afterEach(() => weir.close());

  /** `operation outcome userId targets`, the oldest first. */
  const onRecord = async (workspaceId = main.id): Promise<string[]> => {
    await weir.foundation.recorder.flush();
    const rows = await weir.foundation.store.db
      .selectFrom('audit_records')
      .select(['operation', 'outcome', 'user_id', 'targets_json'])
      .where('workspace_id', '=', workspaceId)
      .orderBy('at')
      .orderBy('seq')
      .execute();
    return rows.map((row) =>
      `${row.operation} ${row.outcome} ${row.user_id} ${row.targets_json ?? ''}`.trim(),
    );
  };

  it('says who one is', async () => {
    expect((await owner('GET', '/me')).body).toEqual({
      accountId: ada.accountId,
      isOperator: false,
      memberships: [
        { workspace: 'main', personId: ada.id, email: 'ada@example.test', name: 'ada', roles: ['owner'] },
      ],
    });
    expect((await weir.stranger('GET', '/me')).status).toBe(401);
  });

  it('adds, changes, disables and removes people, each change on record', async () => {
    const made = await owner('POST', '/workspaces/main/people', {
      body: { email: 'Bob@Example.test', name: 'Bob', roles: ['auditor'] },
    });
    expect(made).toMatchObject({ status: 201, etag: expect.stringMatching(/^"[\w-]{27}"$/) });
    const bob = String(made.body['id']);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^usr_/),
      email: 'bob@example.test',
      name: 'Bob',
      roles: ['auditor'],
      isDisabled: false,
      origin: 'admin',
      createdAt: expect.any(Number),
    });
    expect(
      await owner('POST', '/workspaces/main/people', { body: { email: 'bob@example.test', name: 'B' } }),
    ).toMatchObject({ status: 409, body: { code: 'conflict' } });

    const address = `/workspaces/${main.id}/people/${bob}`;
    const changed = await owner('PATCH', address, {
      body: { name: 'Robert', isDisabled: true },
      ifMatch: made.etag ?? '',
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Robert', isDisabled: true } });
    // Known to this process at once.
    expect(weir.directory.member(main.id, bob)).toBeUndefined();
    expect(await owner('GET', address)).toMatchObject({ body: changed.body, etag: changed.etag });

    expect(await owner('DELETE', address, { ifMatch: changed.etag ?? '' })).toMatchObject({ status: 204 });
    expect((await owner('GET', address)).status).toBe(404);
    expect(await onRecord()).toEqual([
      `person.created ok ${ada.id} ["person:${bob}"]`,
      `roles.changed ok ${ada.id} ["person:${bob}","role:auditor"]`,
      `person.renamed ok ${ada.id} ["person:${bob}"]`,
      `person.disabled ok ${ada.id} ["person:${bob}"]`,
      `person.removed ok ${ada.id} ["person:${bob}"]`,
    ]);
  });

  it('loses no change of two administrators who edit at once', async () => {
    const bob = await weir.person(main, 'bob');
    const address = `/workspaces/main/people/${bob.id}`;
    const { etag } = await owner('GET', address);
    expect(await owner('PATCH', address, { body: { name: 'No' } })).toMatchObject({
      status: 428,
      body: { title: 'Precondition Required' },
    });
    const tries = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        owner('PATCH', address, { body: { name: `Bob ${index}` }, ifMatch: etag ?? '' }),
      ),
    );
    expect(statusesOf(tries)).toEqual([200, 412, 412, 412, 412, 412]);
    const won = tries.find(({ status }) => status === 200);
    expect((await owner('GET', address)).body).toEqual(won?.body);
    expect((await onRecord()).filter((line) => line.startsWith('person.renamed'))).toHaveLength(1);
    expect((await owner('PATCH', address, { body: { name: 'Star' }, ifMatch: '*' })).status).toBe(200);
  });

  it('never takes the last owner, however it is tried', async () => {
    const address = `/workspaces/main/people/${ada.id}`;
    const lastOwner = { status: 409, body: { detail: expect.stringContaining('the last owner') } };
    expect(await owner('PUT', `${address}/roles`, { body: { roles: [] }, ifMatch: '*' })).toMatchObject(
      lastOwner,
    );
    expect(await owner('PATCH', address, { body: { isDisabled: true }, ifMatch: '*' })).toMatchObject(
      lastOwner,
    );
    expect(await owner('DELETE', address, { ifMatch: '*' })).toMatchObject(lastOwner);
    expect((await owner('GET', address)).body).toMatchObject({ roles: ['owner'], isDisabled: false });

    // Two owners who each take the other away at the same moment leave one.
    const bob = await weir.person(main, 'bob', ['owner']);
    const other = await weir.browser(bob);
    const answers = await Promise.all([
      owner('PUT', `/workspaces/main/people/${bob.id}/roles`, { body: { roles: [] }, ifMatch: '*' }),
      other('PUT', `/workspaces/main/people/${ada.id}/roles`, { body: { roles: [] }, ifMatch: '*' }),
    ]);
    // Whoever comes second is an owner no more, or the last one's taker.
    expect(statusesOf(answers)).toEqual([200, expect.toBeOneOf([403, 409])]);
    expect(await countOwners(weir.foundation.store.db, main.id)).toBe(1);
  });

  it('lets an administrator touch nobody who has a role, and give none', async () => {
    const carl = await weir.browser(await weir.person(main, 'carl', ['administrator']));
    const bob = await weir.person(main, 'bob', ['viewer']);
    const address = `/workspaces/main/people/${bob.id}`;
    const denied = { status: 403, body: { code: 'denied' } };
    expect(await carl('PATCH', address, { body: { isDisabled: true }, ifMatch: '*' })).toMatchObject(denied);
    expect(await carl('DELETE', address, { ifMatch: '*' })).toMatchObject(denied);
    expect(
      await carl('POST', '/workspaces/main/people', {
        body: { email: 'd@example.test', name: 'D', roles: ['owner'] },
      }),
    ).toMatchObject(denied);
    expect(await carl('PUT', `${address}/roles`, { body: { roles: ['owner'] }, ifMatch: '*' })).toMatchObject(
      denied,
    );
    expect(
      (await carl('POST', '/workspaces/main/people', { body: { email: 'd@example.test', name: 'D' } }))
        .status,
    ).toBe(201);
    expect(await onRecord()).toContainEqual(
      expect.stringMatching(
        /^administration\.refused denied usr_\w+ \["route:put \/workspaces\/\{workspace\}\/people/,
      ),
    );
  });

  it('changes at the console only what the configuration file does not decide', async () => {
    const bob = await weir.person(main, 'bob');
    await weir.foundation.store.db
      .updateTable('people')
      .set({ origin: 'config' })
      .where('id', '=', bob.id)
      .execute();
    const address = `/workspaces/main/people/${bob.id}`;
    const decided = { status: 409, body: { detail: expect.stringContaining('configuration file') } };
    expect(await owner('PATCH', address, { body: { name: 'X' }, ifMatch: '*' })).toMatchObject(decided);
    expect(
      await owner('PUT', `${address}/roles`, { body: { roles: ['owner'] }, ifMatch: '*' }),
    ).toMatchObject(decided);
    expect(await owner('DELETE', address, { ifMatch: '*' })).toMatchObject(decided);
    expect((await owner('PATCH', address, { body: { isDisabled: true }, ifMatch: '*' })).status).toBe(200);
  });

  it('pages, and refuses cursors, limits and fields that it does not know', async () => {
    for (const name of ['bob', 'carl', 'dora']) await weir.person(main, name);
    const names: unknown[] = [];
    let next = '';
    for (let page = 0; page < 10; page += 1) {
      const { body } = await owner('GET', `/workspaces/main/people?limit=2${next}`);
      names.push(...(body['items'] as { name: string }[]).map(({ name }) => name));
      const cursor = body['nextCursor'];
      if (typeof cursor !== 'string') break;
      next = `&cursor=${cursor}`;
    }
    expect(names).toEqual(['ada', 'bob', 'carl', 'dora']);
    const wrong = async (path: string, detail: string): Promise<void> =>
      expect(await owner('GET', `/workspaces/main${path}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', detail: expect.stringContaining(detail) },
      });
    await wrong('/people?limit=201', 'limit');
    await wrong('/people?limit=0', 'limit');
    await wrong('/people?cursor=nonsense', 'cursor');
    await wrong('/people?colour=red', 'colour is not known');
    expect(await owner('POST', '/workspaces/main/people', { body: '{' })).toMatchObject({ status: 400 });
    expect(
      await owner('POST', '/workspaces/main/people', { body: { email: 'nobody', name: 'N' } }),
    ).toMatchObject({ status: 400, body: { detail: expect.stringContaining('email') } });
    expect(
      await owner('POST', '/workspaces/main/people', {
        body: 'email=x',
        headers: { 'content-type': 'text/plain' },
      }),
    ).toMatchObject({ status: 415 });
    expect(
      await owner('POST', '/workspaces/main/people', { body: { name: 'x'.repeat(300_000) } }),
    ).toMatchObject({ status: 413 });
    expect((await owner('GET', '/nothing')).status).toBe(404);
  });

  it('tells nobody of a workspace that is not theirs', async () => {
    const other = await weir.workspace('other');
    const stranger = await weir.person(other, 'zoe', ['owner']);
    const zoe = await weir.browser(stranger);
    const there = await zoe('GET', '/workspaces/main/people');
    const nowhere = await zoe('GET', '/workspaces/none/people');
    expect(there).toMatchObject({ status: 404, body: nowhere.body });
    expect((await zoe('GET', '/workspaces')).body).toMatchObject({ items: [{ slug: 'other' }] });
    // An id of another workspace names nothing here.
    expect((await owner('GET', `/workspaces/main/people/${stranger.id}`)).status).toBe(404);
  });

  it('takes a change from a browser only from a page of ours', async () => {
    const body = { email: 'x@example.test', name: 'X' };
    const post = (headers: Record<string, string>) =>
      owner('POST', '/workspaces/main/people', { body, headers });
    const denied = { status: 403, body: { code: 'denied' } };
    expect(await post({ origin: 'https://evil.example' })).toMatchObject(denied);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toMatchObject(denied);
    expect(await post({ 'sec-fetch-site': 'same-site' })).toMatchObject(denied);
    const bare = await fetch(`${weir.address}/api/v1/workspaces/main/people`, {
      method: 'POST',
      headers: { cookie: await weir.cookie(ada), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(bare.status).toBe(403);
    expect(await bare.text()).toContain(requestHeader);
    expect((await post({})).status).toBe(201);
  });

  it('takes a token that was given for administration, in its own workspace alone', async () => {
    const other = await weir.workspace('other');
    await weir.person(other, 'ada', ['owner']);
    expect((await weir.withToken(ada, ['weir:read', 'weir:write'])('GET', '/me')).status).toBe(403);
    const token = weir.withToken(ada, ['weir:read', 'weir:admin']);
    expect((await token('GET', '/workspaces/main/people')).status).toBe(200);
    expect((await token('GET', '/workspaces/other/people')).status).toBe(404);
    const key = await weir.withKey(ada);
    expect((await key('GET', '/workspaces/main/people')).status).toBe(200);
    expect((await key('GET', '/workspaces/other/people')).status).toBe(404);
    expect((await owner('GET', '/workspaces/other/people')).status).toBe(200);

    // Running the installation takes a consent that says so: a key is in the hands of agents.
    await weir.browser(ada, { isOperator: true });
    expect((await token('GET', '/settings')).status).toBe(200);
    expect((await key('GET', '/settings')).status).toBe(403);
    const answer = await fetch(`${weir.address}/api/v1/me`, {
      headers: { authorization: 'Bearer nonsense' },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="weir"');
  });

  it('asks who one is for HEAD as for GET', async () => {
    const head = (headers: Record<string, string>) =>
      fetch(`${weir.address}/api/v1/workspaces/main/people`, { method: 'HEAD', headers });
    expect((await head({})).status).toBe(401);
    expect((await head({ cookie: await weir.cookie(ada) })).status).toBe(200);
  });

  it('makes workspaces with their first owner, renames them and removes empty ones', async () => {
    const operator = await weir.browser(ada, { isOperator: true });
    const made = await operator('POST', '/workspaces', {
      body: { slug: 'team', name: 'Team', owner: { email: 'zoe@example.test', name: 'Zoe' } },
    });
    expect(made).toMatchObject({ status: 201, body: { slug: 'team', name: 'Team' } });
    const again = await operator('POST', '/workspaces', { body: { slug: 'team', name: 'Again' } });
    expect(again.status).toBe(409);
    expect((await operator('POST', '/workspaces', { body: { slug: 'No Good', name: 'x' } })).status).toBe(
      400,
    );
    const people = await operator('GET', '/workspaces/team/people');
    expect(people.body).toMatchObject({ items: [{ email: 'zoe@example.test', roles: ['owner'] }] });
    const renamed = await operator('PATCH', '/workspaces/team', {
      body: { name: 'The team' },
      ifMatch: made.etag ?? '',
    });
    expect(renamed.body).toEqual({ ...made.body, name: 'The team' });
    expect((await operator('DELETE', '/workspaces/team', { ifMatch: renamed.etag ?? '' })).status).toBe(409);
    const empty = await operator('POST', '/workspaces', { body: { slug: 'empty', name: 'Empty' } });
    expect((await operator('DELETE', '/workspaces/empty', { ifMatch: empty.etag ?? '' })).status).toBe(204);
    expect((await operator('GET', '/workspaces')).body).toMatchObject({
      items: [{ slug: 'main' }, { slug: 'team' }],
    });
    expect(await onRecord(String(empty.body['id']))).toEqual([
      `workspace.created ok ${ada.accountId} ["workspace:${String(empty.body['id'])}"]`,
      `workspace.removed ok ${ada.accountId} ["workspace:${String(empty.body['id'])}"]`,
    ]);
  });

  it('keeps groups and their members', async () => {
    const bob = await weir.person(main, 'bob');
    const made = await owner('POST', '/workspaces/main/groups', {
      body: { name: 'Writers', claimValue: 'wiki-writers' },
    });
    expect(made).toMatchObject({ status: 201, body: { name: 'Writers', claimValue: 'wiki-writers' } });
    const address = `/workspaces/main/groups/${String(made.body['id'])}`;
    expect((await owner('POST', '/workspaces/main/groups', { body: { name: 'Writers' } })).status).toBe(409);
    expect((await owner('PUT', `${address}/members/${bob.id}`)).status).toBe(204);
    expect((await owner('PUT', `${address}/members/usr_none`)).status).toBe(404);
    expect((await owner('GET', `${address}/members`)).body).toEqual({
      items: [{ personId: bob.id, email: 'bob@example.test', name: 'bob', source: 'manual' }],
    });
    expect(weir.directory.member(main.id, bob.id)?.groups).toEqual([made.body['id']]);
    const changed = await owner('PATCH', address, {
      body: { name: 'Authors', claimValue: null },
      ifMatch: made.etag ?? '',
    });
    expect(changed.body).toEqual({ id: made.body['id'], name: 'Authors', createdAt: made.body['createdAt'] });
    await owner('POST', '/workspaces/main/groups', { body: { name: 'Readers' } });
    expect((await owner('PATCH', address, { body: { name: 'Readers' }, ifMatch: '*' })).status).toBe(409);
    expect((await owner('DELETE', `${address}/members/${bob.id}`)).status).toBe(204);
    expect((await owner('DELETE', `${address}/members/${bob.id}`)).status).toBe(404);
    expect((await owner('DELETE', address, { ifMatch: changed.etag ?? '' })).status).toBe(204);
    expect((await owner('GET', address)).status).toBe(404);
    expect((await onRecord()).map((line) => line.split(' ')[0])).toEqual([
      'group.created',
      'group.member_added',
      'group.changed',
      'group.created',
      'group.member_removed',
      'group.removed',
    ]);
  });

  it('makes keys that are shown once and can be revoked', async () => {
    const builder = await weir.person(main, 'ben', ['builder']);
    const ben = await weir.browser(builder);
    const made = await ben('POST', '/workspaces/main/agent-keys', { body: {} });
    expect(made).toMatchObject({
      status: 201,
      body: {
        key: expect.stringMatching(/^weir_/),
        personId: builder.id,
        agentId: expect.stringMatching(/^agt_/),
      },
    });
    const { key, ...shown } = made.body;
    expect((await ben('GET', '/workspaces/main/agent-keys')).body).toEqual({ items: [shown] });
    const withKey = (path: string) =>
      fetch(`${weir.address}/api/v1${path}`, { headers: { authorization: `Bearer ${String(key)}` } });
    expect((await withKey('/workspaces/main/people')).status).toBe(200);

    expect(await ben('POST', '/workspaces/main/agent-keys', { body: { personId: ada.id } })).toMatchObject({
      status: 403,
    });
    const forBen = { personId: builder.id, agentId: 'agt_ci' };
    expect((await owner('POST', '/workspaces/main/agent-keys', { body: forBen })).status).toBe(201);
    expect((await owner('POST', '/workspaces/main/agent-keys', { body: { agentId: 'x y' } })).status).toBe(
      400,
    );

    const address = `/workspaces/main/agent-keys/${String(made.body['id'])}`;
    expect((await ben('DELETE', address)).status).toBe(204);
    expect((await ben('DELETE', address)).status).toBe(204);
    expect((await onRecord()).filter((line) => line.startsWith('agent_key.revoked'))).toHaveLength(1);
    expect(JSON.stringify(await onRecord())).not.toContain(String(key));
  });

  it('gives sign-in links for people of the own workspaces alone', async () => {
    const bob = await weir.person(main, 'bob');
    const link = await owner('POST', `/workspaces/main/people/${bob.id}/sign-in-links`);
    expect(link).toMatchObject({
      status: 201,
      body: { url: expect.stringContaining('/sign-in/link?token=') },
    });
    // Bob is somebody elsewhere too: the owner here must not become him there.
    await weir.person(await weir.workspace('other'), 'bob', ['owner']);
    expect((await owner('POST', `/workspaces/main/people/${bob.id}/sign-in-links`)).status).toBe(403);
    // Nor the operator.
    const carl = await weir.person(main, 'carl');
    await weir.browser(carl, { isOperator: true });
    expect((await owner('POST', `/workspaces/main/people/${carl.id}/sign-in-links`)).status).toBe(403);
  });

  it('switches what the configuration leaves open', async () => {
    const operator = await weir.browser(ada, { isOperator: true });
    const before = await operator('GET', '/settings');
    expect(before.body).toEqual({
      dynamicRegistration: false,
      allowedClientHosts: [],
      decidedByConfiguration: [],
    });
    const changed = await operator('PATCH', '/settings', {
      body: { dynamicRegistration: true, allowedClientHosts: ['claude.ai'] },
      ifMatch: before.etag ?? '',
    });
    expect(changed.body).toMatchObject({ dynamicRegistration: true, allowedClientHosts: ['claude.ai'] });
    expect((await operator('PATCH', '/settings', { body: {}, ifMatch: before.etag ?? '' })).status).toBe(412);
    expect((await operator('GET', '/record')).body).toMatchObject({
      items: [
        {
          operation: 'settings.changed',
          targets: ['setting:dynamicRegistration', 'setting:allowedClientHosts'],
        },
      ],
    });
  });

  it('shows the record to auditors, filtered and paged, without the chain', async () => {
    const auditor = await weir.browser(await weir.person(main, 'una', ['auditor']));
    await owner('POST', '/workspaces/main/groups', { body: { name: 'One' } });
    await owner('POST', '/workspaces/main/groups', { body: { name: 'Two' } });
    await owner('POST', '/workspaces/main/people', { body: { email: 'q@example.test', name: 'Q' } });
    const page = await auditor('GET', '/workspaces/main/record?operation=group.created&limit=1');
    expect(page.body).toMatchObject({
      items: [{ operation: 'group.created', outcome: 'ok', userId: ada.id }],
    });
    expect(Object.keys((page.body['items'] as object[])[0] ?? {})).not.toContain('mac');
    const next = await auditor(
      'GET',
      `/workspaces/main/record?operation=group.created&limit=1&cursor=${String(page.body['nextCursor'])}`,
    );
    expect(next.body['items']).toHaveLength(1);
    expect(next.body['items']).not.toEqual(page.body['items']);
    const none = await auditor('GET', `/workspaces/main/record?since=${Date.now() + 60_000}`);
    expect(none.body).toEqual({ items: [] });
  });
});
