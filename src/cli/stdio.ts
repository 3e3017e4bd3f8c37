import { dirname } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { openFoundation } from '../app/foundation.ts';
import { privateRanges } from '../app/network.ts';
import { startPersonal } from '../app/personal.ts';
import { stdioAuditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import { environment } from '../config/environment.ts';
import { randomKeyText } from '../config/key-file.ts';
import { loadConfig } from '../config/load-config.ts';
import { masterKeyFile } from '../config/master-key-file.ts';
import { stdioDatabaseFile, stdioMasterKeyFile } from '../config/state-folder.ts';
import { stdioSettings } from '../config/stdio-settings.ts';
import { AppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { version } from '../kernel/version.ts';
import { createLog } from '../telemetry/log.ts';
import { startTraces } from '../telemetry/traces/start-traces.ts';
import { masterKeyInMemory, masterKeysFromFile } from '../vault/master-key-source.ts';
import { command, untilStopped } from './command.ts';

export const stdio = command(
  {
    meta: {
      name: 'stdio',
      description: 'Serve one person over standard input and output, with an account from the environment',
    },
    args: {
      readonly: { type: 'boolean', description: 'Only operations that read' },
      toolsets: {
        type: 'string',
        description: 'Only these groups of operations, separated by commas',
        valueHint: 'pages,search',
      },
      spaces: {
        type: 'string',
        description: 'Only what lies in these spaces, by their keys, separated by commas',
        valueHint: 'ENG,DOCS',
      },
      surface: {
        type: 'enum',
        options: ['flat', 'grouped'],
        description: 'One tool an operation, or one a group',
      },
      ephemeral: { type: 'boolean', description: 'Keep the record in memory only' },
    },
    async run({ args }) {
      const env = environment();
      const site = stdioSettings(env);
      const { network, logLevel } = await loadConfig({ env });
      const log = createLog({ level: logLevel === 'info' ? 'warn' : logLevel });
      const file = stdioDatabaseFile(env);
      if (!args.ephemeral) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const foundation = await openFoundation({
        database: { kind: 'sqlite', file: args.ephemeral ? ':memory:' : file },
        auditKey: args.ephemeral
          ? randomKeyText(systemRandom)
          : await auditKeyIn(dirname(file), systemRandom),
        masterKeys: args.ephemeral
          ? masterKeyInMemory(systemRandom)
          : masterKeysFromFile(masterKeyFile(stdioMasterKeyFile(env), systemRandom), systemRandom),
        ...(!args.ephemeral && { auditHead: stdioAuditHeadFile(dirname(file)) }),
        log,
        traces: await startTraces(env, { log, clock: systemClock, version }),
      });
      const running = await startPersonal({
        foundation,
        site,
        // The person at the keyboard chose the site; what is refused for others' addresses is theirs to use.
        network: {
          ...network,
          allowPrivate: network.allowPrivate.length > 0 ? network.allowPrivate : privateRanges,
        },
        query: queryOf(args),
        ...(args.spaces !== undefined && { spaces: spaceKeys(args.spaces) }),
        streams: { input: process.stdin, output: process.stdout },
      });
      await Promise.race([running.closed, untilStopped()]);
      await running.close();
    },
  },
  [
    'The account comes from the environment:',
    '  Cloud         CONFLUENCE_URL, CONFLUENCE_EMAIL, CONFLUENCE_API_TOKEN',
    '  Data Center   CONFLUENCE_URL, CONFLUENCE_PERSONAL_TOKEN',
    'Also taken: CONFLUENCE_USERNAME, ATLASSIAN_SITE_NAME, ATLASSIAN_USER_EMAIL, ATLASSIAN_API_TOKEN.',
  ],
);

/** Raises `invalid_input` for a list that names no space. */
function spaceKeys(text: string): readonly string[] {
  const keys = text
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean);
  if (keys.length > 0) return keys;
  throw new AppError('invalid_input', 'Option --spaces names no space.', {
    nextStep: 'Give keys of spaces, separated by commas: --spaces ENG,DOCS.',
  });
}

function queryOf(args: {
  readonly readonly?: boolean | undefined;
  readonly toolsets?: string | undefined;
  readonly surface?: string | undefined;
}): URLSearchParams {
  const query = new URLSearchParams();
  if (args.readonly) query.set('readonly', 'true');
  if (args.toolsets !== undefined) query.set('toolsets', args.toolsets);
  if (args.surface !== undefined) query.set('surface', args.surface);
  return query;
}
