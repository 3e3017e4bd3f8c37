import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/kernel/clock.ts';
import { writeBackupFile } from '../../src/store/backup/backup-file.ts';
import { openStore } from '../../src/store/open-store.ts';
import { searchFor, type Search } from '../support/canary.ts';
import { formBrowser } from '../support/form-browser.ts';
import { describeEachStore, quietLog } from '../support/stores.ts';
import { wordsOf } from './exchange.ts';
import { noteKeys } from './installation-keys.ts';
import { handedOutOf, kindNames } from './kinds.ts';
import type { Planted } from './ledger.ts';
import { agentWith } from './life/agents.ts';
import { bringClients } from './life/clients.ts';
import { useEveryMode } from './life/connections.ts';
import { fillLists } from './life/fill-lists.ts';
import { bringEndpoints, plantControl, writeAndApprove } from './life/governed.ts';
import { signEverybodyIn } from './life/sign-ins.ts';
import { walkAdminApi } from './life/walk-api.ts';
import { answerPlaces, databaseFiles, placesIn, rowsOf, type Place } from './places.ts';
import { startWorld, type World } from './world.ts';

describeEachStore('everything that an installation writes and says', ({ emptyLocation }) => {
  it('holds no secret of any kind, and would show one', async () => {
    const world = await startWorld(await emptyLocation());
    const control = `control-${randomBytes(12).toString('hex')}`;
    try {
      await live(world, control);
      world.noteAll();
      await scan(world, control);
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
  await writeAndApprove(world, { call, browser });
  const { body } = await admin('GET', '/workspaces/main/people');
  const [somebody] = body['items'] as readonly { readonly id: string }[];
  await admin('POST', `/workspaces/main/people/${somebody?.id}/sign-in-links`);
  const printed = await weir.run('sign-in-link', ['sign-in-link', people.ben.email]);
  const signedIn = await (await formBrowser().open(printed.trim())).submit();
  expect(signedIn.text).toContain(people.ben.name);

  await weir.run('keys', ['keys', 'rotate']);
  for (const path of ['/account', '/connections', '/clients', '/approvals', '/', '/readyz'])
    await browser.open(`${world.url}${path}`);
  await fillLists(world, admin);
  await plantControl(world, { admin, call, control });
  expect(await walkAdminApi(admin)).toEqual([]);
  await weir.run('governance.yaml', ['export', '--workspace', 'main']);
  await weir.run('record.jsonl', ['audit', 'export', '--workspace', 'main']);
  await weir.run('record.csv', ['audit', 'export', '--workspace', 'main', '--format', 'csv']);
  await weir.run('verify.json', ['audit', 'verify', '--json']);
  // It finds the token of the operator that has ended.
  expect(await weir.run('doctor.json', ['doctor', '--json'], 1)).toContain('cloud-operator-token');
}

async function scan(world: World, control: string): Promise<void> {
  const { ledger, weir, database, answers } = world;
  const store = await openStore(database, { clock: systemClock, log: quietLog });
  try {
    await noteKeys(ledger, store);
    const backup = join(weir.outputFolder, 'backup.gz');
    await writeBackupFile(store, { file: backup, force: false, draftName: 'draft' });
    expect(unused(world)).toEqual([]);

    const search = searchFor(ledger.planted.map(({ name, value }) => [name, value]));
    const searchControl = searchFor([['control', control]]);
    const findings: string[] = [];
    const showing = new Set<string>();
    const look = ({ name, content }: Place): void => {
      findings.push(...search(content).map((what) => `${name}: ${what}`));
      if (searchControl(content).length > 0) showing.add(name);
    };
    for await (const place of rowsOf(store.db)) look(place);
    for await (const place of databaseFiles(store, database)) look(place);
    for (const place of placesIn(weir.dataFolder, 'data')) look(place);
    for (const place of placesIn(weir.outputFolder, 'output')) look(place);
    // What that command prints is a link.
    const isMeant = (finding: string): boolean =>
      /^output sign-in-link: link that signs in once/.test(finding);
    expect(findings.filter(isMeant)).not.toEqual([]);
    expect(findings.filter((finding) => !isMeant(finding))).toEqual([]);
    expect(answerFindings(world, search)).toEqual([]);

    for (const place of answers.flatMap((exchange) => [...answerPlaces(exchange)]))
      if (searchControl(place.content).length > 0) showing.add(place.name);
    const kinds = [
      /^row hooks\.slug$/,
      database.kind === 'sqlite' ? /^file weir\.db-wal$/ : /^file pg_wal\//,
      /^output log$/,
      /^output backup\.gz$/,
      /^output governance\.yaml$/,
      /^output record\.jsonl$/,
      /^output record\.csv$/,
      /^GET \/api\/v1\/workspaces\/main\/hooks body$/,
    ];
    const silent = kinds.filter((kind) => ![...showing].some((name) => kind.test(name)));
    expect(silent).toEqual([]);
  } finally {
    await store.close();
  }
}

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

/** Secrets in answers that are not there to hand them out; and kinds that no answer hands out as it is said. */
function answerFindings({ ledger, answers }: World, search: Search): readonly string[] {
  const kindOf = new Map(ledger.planted.map(({ name, kind }) => [name, kind]));
  const handed = new Set<string>();
  const findings = answers.flatMap((exchange) =>
    [...answerPlaces(exchange)].flatMap(({ name, content }) =>
      search(content)
        .filter((what) => {
          const kind = kindOf.get(what.slice(0, what.lastIndexOf(':')));
          const isMeant = kind !== undefined && handedOutOf(kind)?.answer.test(name) === true;
          if (isMeant) handed.add(kind);
          return !isMeant;
        })
        .map((what) => `${name}: ${what}`),
    ),
  );
  const never = kindNames.filter((kind) => handedOutOf(kind) && !handed.has(kind));
  return [...findings, ...never.map((kind) => `no answer hands out: ${kind}`)];
}
