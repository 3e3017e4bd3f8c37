import { AppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { writeBackupFile } from '../store/backup/backup-file.ts';
import type { BackupSummary } from '../store/backup/backup-format.ts';
import { writeBackup } from '../store/backup/write-backup.ts';
import { openDatabase, type Store } from '../store/open-store.ts';
import {
  existing,
  installationArgs,
  installationPlace,
  type InstallationPlace,
} from './installation-place.ts';
import { command, printLine, untilStopped, usageError } from './command.ts';

export const backup = command({
  meta: {
    name: 'backup',
    description: 'Write what the database holds at one moment into one file, while Weir runs',
  },
  args: {
    ...installationArgs,
    out: {
      type: 'string',
      description: 'Where to; - for standard output (weir-backup-<UTC time>.jsonl.gz in this folder)',
      valueHint: 'FILE',
    },
    force: { type: 'boolean', description: 'Replace a file that is there already' },
    json: { type: 'boolean', description: 'Print a summary as JSON' },
  },
  async run({ args }) {
    const toStdout = args.out === '-';
    if (toStdout && process.stdout.isTTY) throw usageError('A backup is nothing to look at: send it on.');
    const file = args.out ?? usualName(systemClock.now());
    const place = await installationPlace(args);
    const store = await openDatabase(existing(place.location), { clock: systemClock, log: place.log });
    // Standard output is the backup's where it goes there.
    const say = toStdout ? (line: string) => process.stderr.write(`${line}\n`) : printLine;
    const stopping = new AbortController();
    void untilStopped().then(() => stopping.abort());
    try {
      const { signal } = stopping;
      const draftName = `${Buffer.from(systemRandom.bytes(6)).toString('hex')}.part`;
      const summary = toStdout
        ? await sendBackup(store, signal)
        : await writeBackupFile(store, { file, force: args.force === true, draftName, signal });
      if (args.json) {
        say(JSON.stringify({ ...(!toStdout && { file }), ...summary, notInIt: place.keys }));
      } else {
        for (const line of summaryLines(toStdout ? 'standard output' : file, summary, place)) say(line);
      }
    } catch (thrown) {
      if (!stopping.signal.aborted) throw thrown;
      process.exitCode = 1;
      say('Stopped. There is no backup.');
    } finally {
      await store.close();
    }
  },
});

async function sendBackup(store: Store, signal: AbortSignal): Promise<BackupSummary> {
  try {
    return await writeBackup(store, process.stdout, { signal });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw thrown;
    throw new AppError('configuration', 'The backup was not taken to its end: whoever reads it stopped.', {
      nextStep: 'What was taken is no backup. See what the other program says.',
      cause: thrown,
    });
  }
}

function summaryLines(
  where: string,
  { rows, tables, takenAt, sha256 }: BackupSummary,
  { keys }: InstallationPlace,
): string[] {
  return [
    `Written to ${where}: ${rows} rows of ${Object.keys(tables).length} tables, as they were at ${new Date(takenAt).toISOString()}.`,
    `SHA-256 of the rows: ${sha256}`,
    'Not in it, to be kept in another place than the backup:',
    `  the master key (${keys.master}): without it the secrets in the backup cannot be opened`,
    `  the audit key (${keys.audit}): without it the record cannot be verified`,
    '  the configuration file',
  ];
}

/** By UTC, without what file systems do not take. */
function usualName(now: number): string {
  return `weir-backup-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}Z.jsonl.gz`;
}
