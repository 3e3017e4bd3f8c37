import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApprovals } from '../../src/gateway/approvals/create-approvals.ts';
import type { Approver } from '../../src/policy/rules/rule.ts';
import type { Person } from '../../src/store/people.ts';
import type { Workspace } from '../../src/store/workspaces.ts';
import { createApprovalDesk } from '../../src/gateway/approvals/decide-approvals.ts';
import { createBrowserSessions } from '../../src/auth/sessions/create-browser-sessions.ts';
import { createApprovePages } from '../../src/pages/approve-routes.ts';
import { addAgent } from '../../src/store/agents.ts';
import { findApproval } from '../../src/store/approvals.ts';
import { pageOfRecords } from '../../src/store/audit-records.ts';
import { addMember, createGroup } from '../../src/store/groups.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { startAdminWeir, type AdminWeir } from '../support/admin-weir.ts';
import { quietLog } from '../support/stores.ts';

const address = 'https://weir.test';

let weir: AdminWeir;
let workspace: Workspace;
let ana: Person;
let bea: Person;
let pages: ReturnType<typeof createApprovePages>;
let sessions: ReturnType<typeof createBrowserSessions>;
beforeEach(async () => {
  weir = await startAdminWeir({ database: { kind: 'sqlite', file: ':memory:' } });
  workspace = await weir.workspace('acme');
  ana = await weir.person(workspace, 'ana');
  bea = await weir.person(workspace, 'bea');
  const { foundation, directory } = weir;
  const { store, random } = foundation;
  sessions = createBrowserSessions({ store, random, address: () => address });
  pages = createApprovePages({
    desk: createApprovalDesk({ ...foundation, directory }),
    sessions,
    directory,
    store,
    titleOf: (id) => (id === 'pages.delete' ? 'Delete page' : undefined),
    log: quietLog,
  });
});
afterEach(() => weir.close());

/** What an administrator, or the client itself, calls the agent of these calls. */
async function nameAgent(name: string): Promise<void> {
  await addAgent(weir.foundation.store.db, {
    workspaceId: workspace.id,
    id: 'agt_test',
    name,
    kind: 'personal',
    state: 'allowed',
    origin: 'registration',
    lifecycle: {},
    firstSeenAt: 1,
    updatedAt: 1,
  });
}

async function ask(
  approver: Approver = { kind: 'person' },
  preview = 'Move to the trash: "Plans"',
): Promise<string> {
  const approvals = createApprovals({
    ...weir.foundation,
    directory: weir.directory,
    address: () => address,
  });
  const answer = await approvals.forCall({
    caller: { workspaceId: workspace.id, userId: ana.id, agentId: 'agt_test' },
    connectionId: 'con_1',
    operationId: 'pages.delete',
    digest: `digest ${preview}`,
    policyVersion: 'v1',
    ruleId: 'rul_1',
    approver,
    callId: 'call_1',
    preview,
  });
  if (answer.kind === 'given' || answer.approvalId === undefined) throw new Error('Nobody was asked.');
  return answer.approvalId;
}

/** A signed-in browser; the token of the forms that it was shown. */
async function browserOf({ accountId = '' }: Person) {
  const [cookie = ''] = (await sessions.start(accountId, 'link')).split(';');
  const token = sessions.formToken(new Request(address, { headers: { cookie } }));
  const send = async (
    path: string,
    init: {
      readonly method?: string;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    } = {},
  ) => {
    const headers = { cookie, ...init.headers };
    const response = await pages.request(`${address}${path}`, { ...init, headers });
    return {
      status: response.status,
      location: response.headers.get('location'),
      policy: response.headers.get('content-security-policy'),
      html: await response.text(),
    };
  };
  return {
    open: (path: string) => send(path),
    answer: (id: string, answer: string, more: { readonly token?: string; readonly origin?: string } = {}) =>
      send(`/approvals/${id}`, {
        method: 'POST',
        headers: {
          origin: more.origin ?? address,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ answer, form_token: more.token ?? token }).toString(),
      }),
  };
}
const stateOf = async (id: string) =>
  (await findApproval(weir.foundation.store.db, { workspaceId: workspace.id, id }))?.state;

describe('the page of an approval', () => {
  it('asks whoever is not signed in to sign in first', async () => {
    const response = await pages.request(`${address}/approvals/apr_1`);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Fapprovals%2Fapr_1');
    expect((await pages.request(`${address}/approvals`)).headers.get('location')).toBe(
      '/sign-in?next=%2Fapprovals',
    );
  });

  it('shows what the call would do, as text, and runs nothing', async () => {
    const id = await ask({ kind: 'person' }, 'Delete "<script>alert(1)</script>"');
    const browser = await browserOf(ana);
    expect((await browser.open('/approvals')).html).toContain(`href="/approvals/${id}"`);
    const { html, status, policy } = await browser.open(`/approvals/${id}`);
    expect(status).toBe(200);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    for (const text of [
      'Approve this call?',
      'Delete page',
      'pages.delete',
      'agt_test',
      '&lt;script&gt;alert(1)',
    ])
      expect(html).toContain(text);
    expect(html).not.toContain('<script>alert');
  });

  it('names the agent, as text, with its id', async () => {
    const id = await ask();
    await nameAgent('Nightly <b>helper</b>');
    const browser = await browserOf(ana);
    expect((await browser.open('/approvals')).html).toContain('asked by Nightly &lt;b&gt;helper&lt;/b&gt;');
    const { html } = await browser.open(`/approvals/${id}`);
    expect(html).toContain('Nightly &lt;b&gt;helper&lt;/b&gt;');
    expect(html).toContain('agt_test');
    expect(html).not.toContain('<b>helper');
  });

  it('takes a yes and a no, once', async () => {
    const [yes, no] = [await ask(), await ask({ kind: 'person' }, 'Another')];
    const browser = await browserOf(ana);
    expect(await browser.answer(yes, 'approve')).toMatchObject({
      status: 303,
      location: '/approvals?done=approved',
    });
    expect(await browser.answer(no, 'deny')).toMatchObject({
      status: 303,
      location: '/approvals?done=denied',
    });
    expect([await stateOf(yes), await stateOf(no)]).toEqual(['approved', 'denied']);
    expect((await browser.answer(no, 'approve')).status).toBe(409);
    expect(await stateOf(no)).toBe('denied');
    expect((await browser.open('/approvals')).html).toContain('Nothing waits for you.');
    expect((await browser.open(`/approvals/${yes}`)).html).not.toContain('<button class="main"');
  });

  it('takes no form of another site, nor one without its token, nor a third answer', async () => {
    const id = await ask();
    const browser = await browserOf(ana);
    expect((await browser.answer(id, 'approve', { origin: 'https://evil.test' })).status).toBe(403);
    expect((await browser.answer(id, 'approve', { token: 'forged' })).status).toBe(403);
    expect((await browser.answer(id, 'perhaps')).status).toBe(400);
    expect(await stateOf(id)).toBe('pending');
  });

  it('is nobody else’s, and one of another workspace does not exist', async () => {
    const id = await ask();
    const other = await weir.person(await weir.workspace('other'), 'zoe', ['owner']);
    for (const person of [bea, other]) {
      const browser = await browserOf(person);
      expect((await browser.open(`/approvals/${id}`)).status).toBe(404);
      expect((await browser.answer(id, 'approve')).status).toBe(404);
      expect((await browser.open('/approvals')).html).toContain('Nothing waits for you.');
    }
    expect(await stateOf(id)).toBe('pending');
  });

  it('of an approver group is answered by its members; the person of the call sees how it stands', async () => {
    const { store, ids } = weir.foundation;
    const seconds = await createGroup(store.db, { workspaceId: workspace.id, name: 'Seconds', now: 1 }, ids);
    if (!seconds) throw new Error('The group was not made.');
    await addMember(store.db, seconds, bea.id, 1);
    await bumpRevision(store.db, 'directory');
    await weir.directory.refresh();
    const id = await ask({ kind: 'group', group: seconds.id });
    const own = await browserOf(ana);
    expect((await own.open(`/approvals/${id}`)).html).toContain(
      'It waits for a member of the approvers’ group.',
    );
    expect((await own.answer(id, 'approve')).status).toBe(403);
    const second = await browserOf(bea);
    expect((await second.open(`/approvals/${id}`)).html).toContain('Approve this call?');
    expect((await second.answer(id, 'approve')).status).toBe(303);
    expect(await stateOf(id)).toBe('approved');
  });
});

describe('the admin API of approvals', () => {
  it('shows and takes answers in a browser, and never from a key or a token', async () => {
    const id = await ask();
    for (const held of [await weir.withKey(ana), weir.withToken(ana, ['weir:admin'])]) {
      expect((await held('GET', `/me/approvals/${id}`)).status).toBe(403);
      const answer = await held('POST', `/me/approvals/${id}/answer`, { body: { approve: true } });
      expect(answer.status).toBe(403);
    }
    expect(await stateOf(id)).toBe('pending');
    const browser = await weir.browser(ana);
    expect((await browser('GET', '/me/approvals')).body).toMatchObject({ items: [{ id, mayDecide: true }] });
    expect((await browser('GET', `/me/approvals/${id}`)).body).toMatchObject({
      preview: 'Move to the trash: "Plans"',
    });
    const answered = await browser('POST', `/me/approvals/${id}/answer`, { body: { approve: true } });
    expect(answered).toMatchObject({ status: 200, body: { id, state: 'approved', decidedBy: ana.id } });
    const again = await browser('POST', `/me/approvals/${id}/answer`, { body: { approve: false } });
    expect(again.status).toBe(409);
  });

  it('lists them for auditors, without what they show', async () => {
    const id = await ask();
    const auditor = await weir.browser(await weir.person(workspace, 'aud', ['auditor']));
    const listed = await auditor('GET', '/workspaces/acme/approvals?state=pending');
    expect(listed.body).toMatchObject({ items: [{ id, operation: 'pages.delete', personId: ana.id }] });
    expect(JSON.stringify(listed.body)).not.toContain('Plans');
    expect((await auditor('GET', `/me/approvals/${id}`)).status).toBe(404);
  });
});

describe('the admin API of limits and hooks', () => {
  it('adds, changes and removes a limit, on record, and against the state that was seen', async () => {
    const admin = await weir.browser(await weir.person(workspace, 'adm', ['administrator']));
    const limit = { subjectKind: 'person', subject: '*', measure: 'calls_a_minute', amount: 60 };
    const made = await admin('POST', '/workspaces/acme/limits', { body: limit });
    expect(made).toMatchObject({ status: 201, body: limit });
    expect((await admin('POST', '/workspaces/acme/limits', { body: limit })).status).toBe(409);
    const bad = { ...limit, measure: 'calls_an_hour' };
    expect((await admin('POST', '/workspaces/acme/limits', { body: bad })).status).toBe(400);
    const path = `/workspaces/acme/limits/${String(made.body['id'])}`;
    expect((await admin('PATCH', path, { body: { amount: 5 } })).status).toBe(428);
    expect((await admin('PATCH', path, { body: { amount: 5 }, ifMatch: '"old"' })).status).toBe(412);
    const changed = await admin('PATCH', path, { body: { amount: 5 }, ifMatch: made.etag ?? '' });
    expect(changed).toMatchObject({ status: 200, body: { amount: 5 } });
    expect((await admin('DELETE', path, { ifMatch: changed.etag ?? '' })).status).toBe(204);
    expect((await admin('GET', '/workspaces/acme/limits')).body).toEqual({ items: [] });
    expect(await governanceOf('limit.')).toEqual(['limit.created', 'limit.changed', 'limit.removed']);
  });

  it('makes a hook with a secret that is shown once, sealed, and never in the record', async () => {
    const admin = await weir.browser(await weir.person(workspace, 'adm', ['administrator']));
    const action = {
      kind: 'http',
      url: 'https://hooks.example.test/check',
      when: ['before'],
      timeoutMs: 2_000,
    };
    const body = { slug: 'guard', name: 'Guard', filter: { tools: ['pages.*'] }, action };
    const made = await admin('POST', '/workspaces/acme/hooks', { body });
    const signing = String(made.body['signingSecret']);
    expect(signing).toMatch(/^whsec_[\w-]{43}$/);
    expect((await admin('POST', '/workspaces/acme/hooks', { body })).status).toBe(409);
    const shown = await admin('GET', '/workspaces/acme/hooks/guard');
    expect(shown.body).toMatchObject({ slug: 'guard', isEnabled: true, body: { action } });
    const rows = await weir.foundation.store.db.selectFrom('hooks').selectAll().execute();
    await weir.foundation.recorder.flush();
    const records = await weir.foundation.store.db.selectFrom('audit_records').selectAll().execute();
    for (const text of [
      JSON.stringify(shown.body),
      JSON.stringify(records),
      Buffer.from(rows[0]?.secret_sealed ?? []).toString('latin1'),
    ])
      expect(text).not.toContain(signing);
    const off = await admin('PATCH', '/workspaces/acme/hooks/guard', {
      body: { isEnabled: false },
      ifMatch: shown.etag ?? '',
    });
    expect(off).toMatchObject({ status: 200, body: { isEnabled: false } });
    expect((await admin('DELETE', '/workspaces/acme/hooks/guard', { ifMatch: off.etag ?? '' })).status).toBe(
      204,
    );
    expect(await governanceOf('hook.')).toEqual(['hook.created', 'hook.changed', 'hook.removed']);
  });

  it('gives an endpoint a new secret, shown once; a hook that asks nobody has none', async () => {
    const admin = await weir.browser(await weir.person(workspace, 'adm', ['administrator']));
    const action = { kind: 'http', url: 'https://hooks.example.test/check', when: ['before'] };
    const made = await admin('POST', '/workspaces/acme/hooks', {
      body: { slug: 'guard', name: 'Guard', action },
    });
    const renewed = await admin('POST', '/workspaces/acme/hooks/guard/secret');
    expect(renewed.body['signingSecret']).toMatch(/^whsec_[\w-]{43}$/);
    expect(renewed.body['signingSecret']).not.toBe(made.body['signingSecret']);
    await admin('POST', '/workspaces/acme/hooks', {
      body: { slug: 'keys', name: 'Keys', action: { kind: 'no_secrets' } },
    });
    const builtIn = await admin('POST', '/workspaces/acme/hooks/keys/secret');
    expect(builtIn).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect(await governanceOf('hook.')).toEqual(['hook.created', 'hook.secret_changed', 'hook.created']);
  });

  it('refuses a limit or a hook about what does not exist', async () => {
    const admin = await weir.browser(await weir.person(workspace, 'adm', ['administrator']));
    const limit = { subjectKind: 'person', subject: 'usr_gone', measure: 'calls_a_minute', amount: 60 };
    const limited = await admin('POST', '/workspaces/acme/limits', { body: limit });
    expect(limited.status).toBe(400);
    expect(limited.body['detail']).toContain('The limit names the person usr_gone, which does not exist.');
    const body = {
      slug: 'guard',
      name: 'Guard',
      filter: { tools: ['page.*'] },
      action: { kind: 'no_secrets' },
    };
    const hooked = await admin('POST', '/workspaces/acme/hooks', { body });
    expect(hooked.status).toBe(400);
    expect(hooked.body['detail']).toContain('The hook guard names the tool page.*, which does not exist.');
  });

  it.each([
    ['an address with a password', { kind: 'http', url: 'https://a:b@example.test/', when: ['before'] }],
    ['another scheme', { kind: 'http', url: 'file:///etc/passwd', when: ['before'] }],
    [
      'a zone that does not exist',
      { kind: 'write_hours', timeZone: 'Mars/Base', days: [1], from: 8, to: 18 },
    ],
    [
      'hours that end before they begin',
      { kind: 'write_hours', timeZone: 'UTC', days: [1], from: 18, to: 8 },
    ],
    ['no kind that there is', { kind: 'lua', code: 'x' }],
    ['kinds of files that are none', { kind: 'file_kinds', allowed: ['*.pdf'] }],
  ])('refuses a hook with %s', async (_what, action) => {
    const admin = await weir.browser(await weir.person(workspace, 'adm', ['administrator']));
    const answer = await admin('POST', '/workspaces/acme/hooks', {
      body: { slug: 'x', name: 'X', filter: {}, action },
    });
    expect(answer.status).toBe(400);
    expect((await admin('GET', '/workspaces/acme/hooks')).body).toEqual({ items: [] });
  });
});

async function governanceOf(prefix: string): Promise<readonly string[]> {
  await weir.foundation.recorder.flush();
  const { items } = await pageOfRecords(
    weir.foundation.store.db,
    { workspaceId: workspace.id },
    { limit: 100 },
  );
  return items.toReversed().flatMap(({ operation }) => (operation?.startsWith(prefix) ? [operation] : []));
}
