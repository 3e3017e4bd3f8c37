import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openFoundation, type Foundation } from '../app/foundation.ts';
import { masterKeysOf } from '../app/master-keys.ts';
import { auditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import { environment } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import type { GovernanceParts } from '../governance/change-governance.ts';
import { AppError } from '../kernel/app-error.ts';
import { systemRandom } from '../kernel/random.ts';
import { catalogue } from '../operations/catalogue.ts';
import { pageOfWorkspaces, type Workspace } from '../store/workspaces.ts';
import { createLog } from '../telemetry/log.ts';

/** Options of `weir export` and `weir apply`: which database, and which workspace of it. */
export const governanceArgs = {
  workspace: {
    type: 'string',
    description: 'Slug of the workspace; needed where there are several',
    valueHint: 'SLUG',
  },
  config: {
    type: 'string',
    description: 'Configuration file (YAML); WEIR_CONFIG names it as well',
    valueHint: 'FILE',
  },
  data: {
    type: 'string',
    description: 'Folder that keeps the database and its keys',
    valueHint: 'FOLDER',
  },
} as const;

export interface OpenGovernance {
  readonly foundation: Foundation;
  readonly parts: GovernanceParts;
  readonly workspace: Workspace;
}

/** Opens the database of a running or stopped installation, works on one workspace of it, and closes it. */
export async function withGovernance<T>(
  args: {
    readonly workspace?: string | undefined;
    readonly config?: string | undefined;
    readonly data?: string | undefined;
  },
  work: (open: OpenGovernance) => Promise<T>,
): Promise<T> {
  const env = environment();
  const file = args.config ?? env['WEIR_CONFIG'];
  const config = await loadConfig({ env, ...(file !== undefined && { file }) });
  const dataDir = args.data ?? config.dataDir;
  const database =
    config.database.kind === 'postgres'
      ? config.database
      : { kind: 'sqlite' as const, file: existing(join(dataDir, 'weir.db')) };
  const foundation = await openFoundation({
    database,
    auditKey: config.auditKey ?? (await auditKeyIn(dataDir, systemRandom)),
    masterKeys: masterKeysOf(config, dataDir, systemRandom),
    auditHead: auditHeadFile(dataDir),
    log: createLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }),
  });
  try {
    // Processes that serve see the change by its revision.
    const parts = { ...foundation, catalogue, snapshot: { refresh: async () => undefined } };
    return await work({ foundation, parts, workspace: await workspaceNamed(foundation, args.workspace) });
  } finally {
    await foundation.close();
  }
}

async function workspaceNamed({ store }: Foundation, name: string | undefined): Promise<Workspace> {
  const { items } = await pageOfWorkspaces(store.db, { limit: 1_000 });
  const [only, ...others] = name === undefined ? items : items.filter(({ slug }) => slug === name);
  if (only && others.length === 0) return only;
  const message = only ? 'There are several workspaces.' : `There is no workspace ${name ?? ''}`.trimEnd();
  throw new AppError('invalid_input', message.endsWith('.') ? message : `${message}.`, {
    nextStep: `Name one with --workspace: ${items.map(({ slug }) => slug).join(', ')}.`,
  });
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new AppError('configuration', `There is no database at ${file}.`, {
    nextStep: 'Name the configuration with --config or the folder with --data.',
  });
}
