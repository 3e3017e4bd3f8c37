import { expect } from 'vitest';
import type { FormBrowser } from '../../support/form-browser.ts';
import { textOf } from '../../support/weir.ts';
import { canary } from '../ledger.ts';
import type { World } from '../world.ts';
import type { Admin } from './admin.ts';
import type { CallTool } from './agents.ts';

const main = '/workspaces/main';

/** Hooks and a stream with their secrets, before there is anything to tell them. */
export async function bringEndpoints(world: World, admin: Admin): Promise<void> {
  const { ledger, hookUrl, collector } = world;
  const action = { kind: 'http', url: hookUrl, when: ['before', 'after'] };
  await admin('POST', `${main}/hooks`, { slug: 'check', name: 'Check', filter: {}, action });
  await admin('POST', `${main}/hooks/check/secret`);
  const authorization = `Bearer ${ledger.plant('authorization at a collector', canary())}`;
  const stream = { slug: 'siem', name: 'SIEM', target: collector.url, authorization };
  await admin('POST', `${main}/record/streams`, stream);
  await admin('POST', `${main}/record/streams/siem/secret`);
  collector.answer = ({ headers, text }) => ({ status: 400, body: JSON.stringify({ headers, text }) });
  expect((await admin('POST', `${main}/record/streams/siem/test`)).body).toMatchObject({ isTaken: false });
  collector.answer = () => ({ status: 200 });
  expect((await admin('POST', `${main}/record/streams/siem/test`)).body).toEqual({ isTaken: true });
}

/**
 * Puts a text that is no secret where secrets might be: the slug of a hook that fails is in the database, the log, the
 * record, exports and answers.
 */
export async function plantControl(
  { hookUrl }: World,
  { admin, call, control }: { readonly admin: Admin; readonly call: CallTool; readonly control: string },
): Promise<void> {
  const action = { kind: 'http', url: `${hookUrl}/fails`, when: ['after'] };
  await admin('POST', `${main}/hooks`, { slug: control, name: 'Fails', filter: {}, action });
  await call('confluence_list_spaces', { connection: 'own-token' });
  await admin('GET', `${main}/hooks/${control}`);
}

/** A page is written, read, downloaded from and, once its deletion was approved, deleted. */
export async function writeAndApprove(
  world: World,
  { call, browser }: { readonly call: CallTool; readonly browser: FormBrowser },
): Promise<void> {
  const { ledger, cloud } = world;
  const on = { connection: 'own-token' };
  const title = ledger.plant('arguments of a write', canary());
  const text = ledger.plant('arguments of a write', canary().replaceAll('"', "'"));
  const space = [...cloud.site.spaces.values()].find(({ key }) => key === 'ENG');
  const made = await call('confluence_create_page', {
    ...on,
    spaceId: space?.id,
    title,
    body: { representation: 'storage', value: `<p>${text}</p>` },
    outputFormat: 'structured',
  });
  expect(made.isError, textOf(made)).toBeFalsy();
  const { id } = made.structuredContent as { readonly id: string };
  // What was read lies in the database, sealed, as the base of an edit.
  expect((await call('confluence_get_page', { ...on, id })).isError).toBeFalsy();
  await download(world, call);
  await deleteApproved({ call, browser }, { ...on, id, title });
  // Another one that nobody answers.
  const [other] = cloud.site.contents.values();
  expect(textOf(await call('confluence_delete_page', { ...on, id: other?.id }))).toContain('/approvals/');
}

/** Asks for an approval, looks at it, gives it and repeats the call; again where the rules changed meanwhile. */
async function deleteApproved(
  { call, browser }: { readonly call: CallTool; readonly browser: FormBrowser },
  { title, ...args }: { readonly connection: string; readonly id: string; readonly title: string },
): Promise<void> {
  let said = '';
  for (let asked = 0; asked < 5; asked += 1) {
    const result = await call('confluence_delete_page', args);
    if (!result.isError) {
      expect(asked, 'it was not asked for').toBeGreaterThan(0);
      return;
    }
    said = textOf(result);
    const address = /https?:\/\/\S+\/approvals\/\w+/.exec(said)?.[0];
    expect(address, said).toBeDefined();
    const page = await browser.open(address ?? '');
    expect(page.text).toContain(title);
    const formToken = /name="form_token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const answered = await browser.post(address ?? '', { form_token: formToken, answer: 'approve' });
    expect(answered.url.pathname, answered.text).toBe('/approvals');
  }
  throw new Error(said);
}

/** A ticket that is used, and one that nobody uses. */
async function download({ ledger, cloud }: World, call: CallTool): Promise<void> {
  const [id] = cloud.site.attachments.keys();
  for (const isUsed of [true, false]) {
    const shown = textOf(await call('confluence_get_attachment', { connection: 'own-token', id }));
    const address = /https?:\/\/\S+\/downloads\/([\w-]+)/.exec(shown);
    ledger.plant('ticket of a download', address?.[1] ?? shown);
    if (isUsed) expect((await fetch(address?.[0] ?? '')).status).toBe(200);
  }
}
