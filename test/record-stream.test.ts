import { afterEach, expect, it } from 'vitest';
import { sealSecrets } from '../src/audit/streams/stream-secrets.ts';
import { Secret } from '../src/kernel/secret.ts';
import { insertStream } from '../src/store/audit-streams.ts';
import { describeEachStore } from './support/stores.ts';
import { isSigned, startStreamTarget, type StreamTarget } from './support/stream-target.ts';
import { startTestWeir, type TestWeir } from './support/weir.ts';

describeEachStore('a running Weir', ({ emptyLocation }) => {
  let weir: TestWeir | undefined;
  let target: StreamTarget | undefined;
  afterEach(async () => {
    await weir?.close();
    await target?.close();
    weir = target = undefined;
  });

  it('sends the record of a call to where the workspace wants it, in order', async () => {
    const running = await startTestWeir({ database: await emptyLocation() });
    weir = running;
    const collector = await startStreamTarget();
    target = collector;
    const { store, vault } = running.foundation;
    const { id: workspaceId } = await store.db
      .selectFrom('workspaces')
      .select('id')
      .executeTakeFirstOrThrow();
    const key = { workspaceId, id: 'str_one' };
    const secretSealed = await sealSecrets(vault, key, { signing: new Secret('whsec-test') });
    const stream = { ...key, slug: 'siem', name: 'SIEM', url: collector.url, isEnabled: true };
    await insertStream(store.db, { ...stream, secretSealed, now: 1 });
    await running.read('confluence_list_spaces');
    const { id } = await running.structured('confluence_create_page', {
      spaceId: await firstSpace(running),
      title: 'On its way',
      body: { representation: 'storage', value: '<p>Text that no record holds.</p>' },
    });

    const records = () => collector.taken.flatMap(({ body }) => body.records);
    await expect
      .poll(() => records().filter(({ operation }) => operation === 'pages.create'), { timeout: 30_000 })
      .toHaveLength(2);
    const calls = records().filter(({ kind }) => kind !== 'governance');
    expect(calls.map(({ kind, operation }) => `${kind} ${operation}`)).toEqual([
      'outcome spaces.list',
      'outcome spaces.list',
      'intent pages.create',
      'outcome pages.create',
    ]);
    const numbers = records().map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(collector.taken.every((delivery) => isSigned(delivery, 'whsec-test'))).toBe(true);
    expect(collector.taken.map(({ text }) => text).join('')).not.toContain('Text that no record holds');
    expect(id).toEqual(expect.any(String));
  });
});

async function firstSpace(weir: TestWeir): Promise<string> {
  const { items } = (await weir.structured('confluence_list_spaces')) as { items: { id: string }[] };
  return items[0]?.id ?? '';
}
