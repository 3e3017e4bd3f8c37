import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBrowserSessions } from '../src/auth/sessions/create-browser-sessions.ts';
import { demoAdmin } from './support/demo-admin.ts';
import { startTestWeir, textOf, type TestWeir } from './support/weir.ts';

let weir: TestWeir;
beforeAll(async () => {
  weir = await startTestWeir();
});
afterAll(() => weir.close());

it('a rule may ask for a fresh sign-in of the person, which a browser gives and time takes away', async () => {
  const { store, random } = weir.foundation;
  const made = await demoAdmin(weir.weir)('POST', '/policy-rules', {
    slug: 'fresh',
    name: 'Fresh sign-in for lists of spaces',
    target: { tools: ['spaces.*'] },
    outcome: { kind: 'step_up', withinMs: 10 * 60_000 },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const list = async () => textOf(await weir.call('confluence_list_spaces'));
  const asks =
    /^denied: This call wants a sign-in within the last 10 minutes\.\nNext: The person opens \/sign-in\?again=1/;

  // A key in the hands of an agent is no sign-in.
  expect(await list()).toMatch(asks);
  const account = await store.db
    .selectFrom('accounts')
    .select('id')
    .where('email', '=', weir.weir.person.email)
    .executeTakeFirstOrThrow();
  const others = await store.db
    .selectFrom('accounts')
    .select('id')
    .where('email', '!=', weir.weir.person.email)
    .execute();
  const sessions = createBrowserSessions({ store, random, address: () => weir.weir.consoleUrl });
  await sessions.start(others[0]?.id ?? '', 'link');
  expect(await list()).toMatch(asks);
  await sessions.start(account.id, 'link');
  expect(await list()).toContain('Found');
  // What no rule asks about goes on in any case.
  expect(textOf(await weir.call('confluence_list_pages', { limit: 1 }))).toContain('Found');

  const longAgo = (await store.now()) - 11 * 60_000;
  await store.db.updateTable('browser_sessions').set({ signed_in_at: longAgo }).execute();
  expect(await list()).toMatch(asks);
  await sessions.start(account.id, 'link');
  expect(await list()).toContain('Found');
  await store.db.deleteFrom('browser_sessions').where('account_id', '=', account.id).execute();
  expect(await list()).toMatch(asks);
});
