import { exportFormats, exportRecord, type ExportFormat } from '../audit/export-record.ts';
import { readHead } from '../audit/head-file.ts';
import { verifyRecord } from '../audit/verify-record.ts';
import { AppError } from '../kernel/app-error.ts';
import type { RecordFilter } from '../store/audit-records.ts';
import { installation } from '../store/settings.ts';
import { findWorkspace, pageOfWorkspaces } from '../store/workspaces.ts';
import { openRecord, type OpenRecord } from './audit-config.ts';
import { reportLines } from './audit-lines.ts';
import { command, printLine } from './command.ts';
import { installationArgs } from './installation-place.ts';

export const audit = command({
  meta: {
    name: 'audit',
    description: 'Verify the record of calls and changes, or export it; also while Weir runs',
  },
  args: {
    action: { type: 'positional', description: 'verify or export', valueHint: 'verify|export' },
    ...installationArgs,
    stdio: { type: 'boolean', description: 'The record of weir stdio' },
    against: {
      type: 'string',
      description: 'Verify: a checkpoint kept earlier, as --json printed it',
      valueHint: 'FILE',
    },
    json: { type: 'boolean', description: 'Verify: print JSON; keep it for a later --against' },
    format: { type: 'string', description: 'Export: jsonl or csv', valueHint: 'jsonl' },
    workspace: {
      type: 'string',
      description: 'Slug or id, or installation; exports need one',
      valueHint: 'SLUG',
    },
    since: { type: 'string', description: 'Export: from this time on', valueHint: '2026-11-01' },
    until: { type: 'string', description: 'Export: before this time', valueHint: '2026-12-01' },
    person: { type: 'string', description: 'Export: id of a person', valueHint: 'ID' },
    operation: { type: 'string', description: 'Export: such as pages.update', valueHint: 'NAME' },
  },
  async run({ args }) {
    const { action } = args;
    if (action !== 'verify' && action !== 'export') throw misused(`There is no action "${action}".`);
    const format = formatOf(args.format);
    const since = timeOf('since', args.since);
    const until = timeOf('until', args.until);
    const record = await openRecord(args);
    try {
      if (action === 'verify') {
        const { workspace, against, json } = args;
        await verify(record, { workspace, against, json: json === true });
      } else {
        await writeOut(record, format, {
          workspaceId: await workspaceId(record, args.workspace ?? missingWorkspace()),
          ...(since !== undefined && { since }),
          ...(until !== undefined && { until }),
          ...(args.person !== undefined && { userId: args.person }),
          ...(args.operation !== undefined && { operation: args.operation }),
        });
      }
    } finally {
      await record.store.close();
    }
  },
});

async function verify(
  record: OpenRecord,
  {
    workspace,
    against,
    json,
  }: {
    readonly workspace: string | undefined;
    readonly against: string | undefined;
    readonly json: boolean;
  },
): Promise<void> {
  const kept = await readHead(record.headFile);
  const given = against === undefined ? undefined : await readHead(against);
  if (against !== undefined && !given) throw misused(`There is no file ${against}.`);
  const report = await verifyRecord(record.store, {
    key: await record.key(),
    ...(kept && { kept }),
    ...(given && { against: given }),
    ...(workspace !== undefined && { workspaceId: await workspaceId(record, workspace) }),
  });
  if (json) printLine(JSON.stringify(report));
  else {
    const { items } = await pageOfWorkspaces(record.store.db, { limit: 10_000 });
    const names = new Map(items.map(({ id, slug }) => [id, slug]));
    for (const line of reportLines(report, (id) => names.get(id) ?? id)) printLine(line);
  }
  if (!report.ok) process.exitCode = 1;
}

async function writeOut({ store }: OpenRecord, format: ExportFormat, filter: RecordFilter): Promise<void> {
  for await (const text of exportRecord(store.db, filter, format)) {
    if (process.stdout.destroyed) return;
    if (!process.stdout.write(text)) await drained();
  }
}

/** Whoever reads may be slow, or stop early. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.once('drain', resolve);
    process.stdout.once('close', resolve);
  });
}

/** A workspace that was removed is still known by its id; `installation` is what belongs to none. */
async function workspaceId({ store }: OpenRecord, name: string): Promise<string> {
  const found = await findWorkspace(store.db, name);
  if (found) return found.id;
  if (name === installation || name.startsWith('wsp_')) return name;
  throw misused(`There is no workspace "${name}".`);
}

function formatOf(text: string | undefined): ExportFormat {
  const format = exportFormats.find((known) => known === (text ?? 'jsonl'));
  if (format) return format;
  throw misused(`Option --format takes ${exportFormats.join(' or ')}, not "${text}".`);
}

/** A date, a time as ISO 8601 has it, or UTC milliseconds. */
function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{11,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isSafeInteger(time) && time >= 0) return time;
  throw misused(`Option --${option} takes a time such as 2026-11-01 or 2026-11-01T08:00:00Z, not "${text}".`);
}

function missingWorkspace(): never {
  throw misused('Option --workspace is missing.');
}

function misused(message: string): AppError {
  return new AppError('invalid_input', message, {
    nextStep: 'Run the command with --help to see what it takes.',
  });
}
