import { join } from 'node:path';
import { auditHeadFile } from '../config/audit-head.ts';
import { auditKeyIn } from '../config/audit-key.ts';
import { environment, type Environment } from '../config/environment.ts';
import { randomKeyText } from '../config/key-file.ts';
import { loadConfig, type Config } from '../config/load-config.ts';
import { openFoundation } from '../app/foundation.ts';
import { masterKeysOf } from '../app/master-keys.ts';
import { systemClock } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/random.ts';
import { version } from '../kernel/version.ts';
import { createLog, type Log } from '../telemetry/log.ts';
import { startTraces } from '../telemetry/traces/start-traces.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import { masterKeyInMemory } from '../vault/master-key-source.ts';
import { command, portOption, printLine, untilStopped, usageError } from './command.ts';
import { configuredLines, demoLines } from './start-lines.ts';

export const start = command(
  {
    meta: {
      name: 'start',
      description: 'Run the gateway; without a configuration, a demo with a sandbox Confluence',
    },
    args: {
      config: {
        type: 'string',
        description: 'Configuration file (YAML); WEIR_CONFIG names it as well',
        valueHint: 'FILE',
      },
      port: { type: 'string', description: 'Port to listen on; 0 takes any free one', valueHint: '7400' },
      host: { type: 'string', description: 'Address to listen on', valueHint: '127.0.0.1' },
      data: {
        type: 'string',
        description: 'Folder that keeps the database and, in the demo, the pages and the key',
        valueHint: 'FOLDER',
      },
      import: {
        type: 'string',
        description: 'Demo: make a page of each storage-format or ADF file in a folder',
        valueHint: 'FOLDER',
      },
      json: { type: 'boolean', description: 'Print one line of JSON once it listens' },
    },
    async run({ args }) {
      const env = environment();
      const file = args.config ?? env['WEIR_CONFIG'];
      if (file !== undefined && args.import !== undefined) {
        throw usageError('Option --import is for the demo, which takes no configuration.');
      }
      const loaded = await loadConfig({ env, ...(file !== undefined && { file }) });
      const config: Config = {
        ...loaded,
        server: {
          ...loaded.server,
          port: portOption(args.port, loaded.server.port),
          host: args.host ?? loaded.server.host,
        },
      };
      const stopped = untilStopped();
      const running =
        file === undefined
          ? await startDemo(config, args, env)
          : await startConfigured(config, args.data, env);
      if (args.json) printLine(JSON.stringify(running.announcement));
      else for (const line of running.lines) printLine(line);
      await stopped;
      await running.close();
    },
  },
  [
    'Variables that override the configuration file:',
    '  WEIR_PORT, WEIR_HOST, WEIR_PUBLIC_URL, WEIR_TRUSTED_PROXIES, WEIR_DATA_DIR, WEIR_DATABASE_URL,',
    '  WEIR_AUDIT_KEY, WEIR_MASTER_KEY, WEIR_LOG_LEVEL, WEIR_ALLOW_PRIVATE, WEIR_PROXY, WEIR_CA_FILE,',
    '  WEIR_CLIENT_CERT_FILE, WEIR_CLIENT_KEY_FILE',
    'OTEL_EXPORTER_OTLP_ENDPOINT and the standard variables beside it send traces to a collector (docs/traces.md).',
  ],
);

interface Started {
  readonly announcement: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  close(): Promise<void>;
}

async function startConfigured(config: Config, data: string | undefined, env: Environment): Promise<Started> {
  const dataDir = data ?? config.dataDir;
  const database =
    config.database.kind === 'sqlite'
      ? { ...config.database, file: join(dataDir, 'weir.db') }
      : config.database;
  const auditKey = config.auditKey ?? (await auditKeyIn(dataDir, systemRandom));
  const masterKeys = masterKeysOf(config, dataDir, systemRandom);
  const log = createLog({ level: config.logLevel });
  const auditHead = auditHeadFile(dataDir);
  const traces = await tracesOf(env, log);
  const foundation = await openFoundation({ database, auditKey, masterKeys, auditHead, log, traces });
  const { startConfigured: run } = await import('../app/configured.ts');
  const weir = await run(foundation, config).catch(closing(foundation));
  const { mcpUrl, consoleUrl, firstSignIn } = weir;
  return {
    announcement: { mcpUrl, consoleUrl, ...(firstSignIn && { signInLink: firstSignIn.link.reveal() }) },
    lines: configuredLines(weir, config),
    close: () => weir.close(),
  };
}

/** The sandbox listens on the port beside ours, or on any free one where ours is any. */
async function startDemo(
  config: Config,
  { data, import: folder }: { readonly data?: string | undefined; readonly import?: string | undefined },
  env: Environment,
): Promise<Started> {
  const { port, host } = config.server;
  const [{ startSandbox }, demo] = await Promise.all([
    import('../../sandbox/index.ts'),
    import('../app/demo.ts'),
  ]);
  const auditKey =
    config.auditKey ??
    (data === undefined ? randomKeyText(systemRandom) : await auditKeyIn(data, systemRandom));
  // A newcomer's terminal is for what the start says; warnings still come.
  const log = createLog({ level: config.logLevel === 'info' ? 'warn' : config.logLevel });
  const inMemory = data === undefined && config.database.kind === 'sqlite';
  const foundation = await openFoundation({
    database:
      config.database.kind === 'postgres'
        ? config.database
        : { kind: 'sqlite', file: data === undefined ? ':memory:' : join(data, 'weir.db') },
    auditKey,
    masterKeys: inMemory
      ? masterKeyInMemory(systemRandom)
      : masterKeysOf(config, data ?? config.dataDir, systemRandom),
    ...(data !== undefined && { auditHead: auditHeadFile(data) }),
    log,
    traces: await tracesOf(env, log),
  });
  const sandbox = await startSandbox({
    host,
    port: port === 0 ? 0 : port + 1,
    ...(data !== undefined && { dataFile: join(data, 'sandbox.json') }),
    ...(folder !== undefined && { importFolder: folder }),
  }).catch(closing(foundation));
  const weir = await demo
    .startDemo({
      foundation,
      address: { host, port },
      sandbox,
      ...(data !== undefined && { dataFolder: data }),
    })
    .catch(closing(sandbox, foundation));
  const { mcpUrl, consoleUrl, key, person } = weir;
  return {
    announcement: {
      mcpUrl,
      consoleUrl,
      sandboxUrl: `${sandbox.siteUrl}/wiki`,
      key: key.reveal(),
      signInLink: weir.signInLink.reveal(),
    },
    lines: demoLines({
      mcpUrl,
      consoleUrl,
      sandboxUrl: `${sandbox.siteUrl}/wiki`,
      key: key.reveal(),
      signInLink: weir.signInLink.reveal(),
      personName: person.displayName,
      kept: data,
      imported: sandbox.imported,
    }),
    async close() {
      await weir.close();
      await sandbox.close();
    },
  };
}

function tracesOf(env: Environment, log: Log): Promise<Traces | undefined> {
  return startTraces(env, { log, clock: systemClock, version });
}

/** Closes what is open already before a failed start is reported. */
function closing(...open: readonly { close(): Promise<void> }[]): (reason: unknown) => Promise<never> {
  return async (reason) => {
    for (const thing of open) await thing.close();
    throw reason;
  };
}
