import { expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/kernel/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { formBrowser } from '../support/form-browser.ts';
import { describeEachStore, quietLog } from '../support/stores.ts';
import { wordsOf } from './exchange.ts';
import { noteKeys } from './installation-keys.ts';
import { kindNames } from './kinds.ts';
import type { Planted } from './ledger.ts';
import { agentWith } from './life/agents.ts';
import { showClientCertificate } from './life/client-certificate.ts';
import { bringClients } from './life/clients.ts';
import { useEveryMode } from './life/connections.ts';
import { fillLists } from './life/fill-lists.ts';
import { bringEndpoints, plantControl, writeAndApprove } from './life/governed.ts';
import { changeMasterKey } from './life/master-key.ts';
import { backUpAndRestore } from './life/restore.ts';
import { signEverybodyIn } from './life/sign-ins.ts';
import { ownDatabase, serveOneself } from './life/stdio.ts';
import { walkAdminApi } from './life/walk-api.ts';
import { answerPlaces, databaseFiles, deliveryPlaces, placesIn, rowsOf } from './places.ts';
import { startScan } from './scan.ts';
import { startWorld, type World } from './world.ts';

describeEachStore('everything that an installation writes and says', ({ emptyLocation }) => {
  it('holds no secret of any kind, and would show one', { timeout: 300_000 }, async () => {
    const world = await startWorld(emptyLocation);
    const control = `control-${randomBytes(12).toString('hex')}`;
    try {
      await live(world, control);
      world.noteAll();
      expect(await scan(world, control)).toEqual({
        findings: [],
        neverUsed: [],
        neverHandedOut: [],
        withoutControl: [],
        traces: true,
      });
    } finally {
      await world.close();
    }
  });
});

/** A life of an installation in which every secret there is enters, is used, is refused somewhere and is replaced. */
async function live(world: World, control: string): Promise<void> {
  const { weir, people } = world;
  const { admin, browser } = await signEverybodyIn(world);
  await bringEndpoints(world, admin);
  const withKey = agentWith(world, world.key);
  expect((await withKey('confluence_list_spaces', { connection: 'configured-token' })).isError).toBeFalsy();
  const call = await bringClients(world, admin);
  expect(await useEveryMode(world, { admin, browser, call })).toBe(21);
  await showClientCertificate(world, { admin, call });
  await writeAndApprove(world, { call, browser });
  const { body } = await admin('GET', '/workspaces/main/people');
  const [somebody] = body['items'] as readonly { readonly id: string }[];
  await admin('POST', `/workspaces/main/people/${somebody?.id}/sign-in-links`);
  const printed = await weir.run('sign-in-link', ['sign-in-link', people.ben.email]);
  const signedIn = await (await formBrowser().open(printed.trim())).submit();
  expect(signedIn.text).toContain(people.ben.name);

  await weir.run('keys', ['keys', 'rotate']);
  await changeMasterKey(world);
  for (const path of ['/account', '/connections', '/clients', '/approvals', '/', '/readyz'])
    await browser.open(`${world.url}${path}`);
  await fillLists(world, admin);
  await plantControl(world, { admin, call, control });
  expect(await walkAdminApi(admin)).toEqual([]);
  await weir.run('governance.yaml', ['export', '--workspace', 'main']);
  await weir.run('record.jsonl', ['audit', 'export', '--workspace', 'main']);
  await weir.run('record.csv', ['audit', 'export', '--workspace', 'main', '--format', 'csv']);
  await backUpAndRestore(world);
  await weir.run('verify.json', ['audit', 'verify', '--json']);
  await serveOneself(world, control);
  // It finds the token of the operator that has ended.
  expect(await weir.run('doctor.json', ['doctor', '--json'], { code: 1 })).toContain('cloud-operator-token');
}

/** Looks everywhere, and stops the installation on the way. */
async function scan(world: World, control: string) {
  const { ledger, weir, database, spare, answers } = world;
  const parts = { clock: systemClock, log: quietLog };
  // All of them stay open, so that none loses its write-ahead log.
  const store = await openStore(database, parts);
  const restored = await openStore(spare.database, parts);
  const own = await openStore(ownDatabase(world), parts);
  try {
    await noteKeys(ledger, store, { master: 'rotated master key', record: 'key of the record' });
    await noteKeys(ledger, own, {
      master: 'master key of weir stdio',
      record: 'key of the record of weir stdio',
    });
    const found = startScan(ledger, control);
    for await (const place of rowsOf(store.db)) found.look(place);
    for await (const place of rowsOf(restored.db)) found.look({ ...place, name: `restored ${place.name}` });
    for await (const place of rowsOf(own.db)) found.look({ ...place, name: `stdio ${place.name}` });
    for await (const place of databaseFiles(store, database)) found.look(place);
    for (const place of placesIn(spare.folder, 'restored')) found.look(place);
    // What a stop writes and sends counts too.
    await weir.stop();
    for (const place of placesIn(weir.dataFolder, 'data')) found.look(place);
    for (const place of placesIn(weir.outputFolder, 'output')) found.look(place);
    for (const exchange of answers) for (const place of answerPlaces(exchange)) found.look(place);
    for (const delivery of world.deliveries())
      for (const place of deliveryPlaces(delivery)) found.look(place);
    const wal = database.kind === 'sqlite' ? /^file weir\.db-wal$/ : /^file pg_wal\//;
    return {
      findings: found.findings,
      neverUsed: unused(world),
      neverHandedOut: found.neverHandedOut(),
      withoutControl: [wal, ...controlled].filter(
        (kind) => ![...found.showing].some((name) => kind.test(name)),
      ),
      traces: world.deliveries().some(({ url }) => url.pathname === '/v1/traces'),
    };
  } finally {
    for (const opened of [store, restored, own]) await opened.close();
  }
}

/** Places of each kind where the control must be found, or the scan does not look there. */
const controlled = [
  /^row hooks\.slug$/,
  /^restored row hooks\.slug$/,
  /^stdio row /,
  /^output state\/weir\/stdio\.db-wal$/,
  /^output log$/,
  /^output backup\.gz$/,
  /^output governance\.yaml$/,
  /^output record\.jsonl$/,
  /^output record\.csv$/,
  /^GET \/api\/v1\/workspaces\/main\/hooks body$/,
  /^POST \/collect request body$/,
];

/** What was planted and never seen at work: a secret that nobody used would lie nowhere either. */
function unused({ ledger, answers, outside, database }: World): readonly string[] {
  const words = [...answers, ...outside].map(wordsOf).join('\n');
  const isUsed = ({ kind, value }: Planted): boolean =>
    ledger.proven.has(kind) || (typeof value === 'string' && words.includes(value));
  // A file has no password.
  const wanted = kindNames.filter(
    (kind) => database.kind === 'postgres' || kind !== 'password of the database',
  );
  const absent = wanted.filter((kind) => !ledger.planted.some((planted) => planted.kind === kind));
  return [...absent, ...ledger.planted.filter((planted) => !isUsed(planted)).map(({ name }) => name)];
}
