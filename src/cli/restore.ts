import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readHead, type KeptHead } from '../audit/head-file.ts';
import type { RecordReport } from '../audit/record-report.ts';
import { verifyRecord } from '../audit/verify-record.ts';
import { auditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import { readKeyFile } from '../config/key-file.ts';
import { AppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { checkpointNumbered, lastCheckpoint } from '../store/audit-checkpoints.ts';
import type { BackupSummary } from '../store/backup/backup-format.ts';
import { readBackup } from '../store/backup/read-backup.ts';
import { restoreBackup } from '../store/backup/restore-backup.ts';
import { openDatabase, type Store } from '../store/open-store.ts';
import { renewStatistics } from '../store/statistics.ts';
import { pageOfWorkspaces } from '../store/workspaces.ts';
import { reportLines } from './audit-lines.ts';
import { installationArgs, installationPlace, type InstallationPlace } from './installation-place.ts';
import { putRestoringOnRecord } from './backup/put-on-record.ts';
import { checkRecordKey } from './backup/record-key-check.ts';
import { checkRestoredSecrets } from './backup/restored-secrets.ts';
import { command, printLine } from './command.ts';
import { lineOf } from './doctor/finding.ts';

export const restore = command({
  meta: {
    name: 'restore',
    description: 'Put a backup into an empty database, while no Weir uses it, and verify it',
  },
  args: {
    file: { type: 'positional', description: 'What weir backup wrote', valueHint: 'FILE' },
    ...installationArgs,
    'lost-audit-key': {
      type: 'boolean',
      description: 'Restore under another audit key: the record up to now can never be verified again',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const { file = '' } = args;
    const place = await installationPlace(args);
    const isLost = args['lost-audit-key'] === true;
    const key = await recordKey(place, isLost);
    const keyCheck = checkRecordKey(key);
    const summary = await readBackup(file, keyCheck.take);
    if (!isLost) keyCheck.refuseWrongKey(place.keys.audit);
    const headFile = auditHeadFile(place.dataDir);
    const kept = await readHead(headFile);
    refuseLeftLog(place);

    const store = await openDatabase(place.location, { clock: systemClock, log: place.log });
    try {
      await restoreBackup(store, file, summary);
      await renewStatistics(store);
      const newest = (await lastCheckpoint(store.db))?.number ?? 0;
      const isOlder = kept !== undefined && !(await isKnown(store, kept, newest));
      await putRestoringOnRecord(
        { store, key, headFile },
        {
          takenAt: summary.takenAt,
          sha256: summary.sha256,
          checkpoint: newest,
          ...(isOlder && { kept: kept.number }),
        },
      );
      const record = await verifyRecord(store, { key, ...(kept && { kept }) });
      const secrets = await checkRestoredSecrets(store, place);
      // That the state is older than the one kept outside is what restoring means, and no failure of it.
      const isWhole = record.faults.every(({ kind }) => kind === 'rollback');
      if (!isWhole || secrets.some(({ ok }) => !ok)) process.exitCode = 1;
      if (args.json) return printLine(JSON.stringify({ database: store.name, ...summary, record, secrets }));
      printLine(restoredLine(store, summary));
      for (const finding of secrets) printLine(lineOf(finding));
      for (const line of await recordLines(store, record)) printLine(line);
      for (const line of nextLines(summary, isOlder ? headFile : undefined)) printLine(line);
    } finally {
      await store.close();
    }
  },
});

/** What retention deleted was there. */
async function isKnown({ db }: Store, { number, mac }: KeptHead, newest: number): Promise<boolean> {
  const stored = await checkpointNumbered(db, number);
  return stored ? stored.mac === mac : number <= newest;
}

/** SQLite would read the log of a database that is gone into the one in its place (sqlite.org/wal.html). */
function refuseLeftLog({ location }: InstallationPlace): void {
  if (location.kind === 'postgres' || existsSync(location.file)) return;
  const log = `${location.file}-wal`;
  if (!existsSync(log)) return;
  throw new AppError('configuration', `The file ${log} belongs to a database that is not there.`, {
    nextStep: 'Nothing was restored. Move it away, with the one that ends in -shm.',
  });
}

function restoredLine({ name }: Store, { rows, tables, takenAt }: BackupSummary): string {
  return `Restored into ${name}: ${rows} rows of ${Object.keys(tables).length} tables, as they were at ${timeOf(takenAt)}.`;
}

async function recordLines(store: Store, record: RecordReport): Promise<string[]> {
  const { items } = await pageOfWorkspaces(store.db, { limit: 10_000 });
  const names = new Map(items.map(({ id, slug }) => [id, slug]));
  return reportLines(record, (id) => names.get(id) ?? id);
}

function nextLines({ takenAt }: BackupSummary, newerHead: string | undefined): string[] {
  return [
    ...(newerHead === undefined
      ? []
      : [
          `"weir audit verify" goes on saying that the database is older than ${newerHead}. Show that file to whoever audits, then delete it: Weir writes it anew.`,
        ]),
    `Whatever happened after ${timeOf(takenAt)} is undone: disable again whom you disabled since, revoke again keys and tokens, set kill switches again. Then start Weir.`,
  ];
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

/** Needed before anything is written: without it the restoring could not be put on record. One is made only for a lost one. */
async function recordKey({ config, dataDir, keys }: InstallationPlace, isLost: boolean): Promise<Secret> {
  if (config.auditKey) return config.auditKey;
  if (isLost) return auditKeyIn(dataDir, systemRandom);
  const text = await readKeyFile(join(dataDir, 'audit.key'));
  if (text !== undefined) return new Secret(text);
  throw new AppError('configuration', `The key of the record is not at ${keys.audit}.`, {
    nextStep:
      'Nothing was restored. Put the copy that belongs to the backup there, and master.key; --lost-audit-key does without.',
  });
}
