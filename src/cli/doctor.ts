import { join } from 'node:path';
import { openFoundation, type Foundation } from '../app/foundation.ts';
import { masterKeysOf } from '../app/master-keys.ts';
import { privateRanges } from '../app/network.ts';
import { environment } from '../config/environment.ts';
import { randomKeyText } from '../config/key-file.ts';
import { loadConfig, type Config } from '../config/load-config.ts';
import { stdioSettings } from '../config/stdio-settings.ts';
import { systemRandom } from '../kernel/random.ts';
import type { StoreLocation } from '../store/open-store.ts';
import { createLog } from '../telemetry/log.ts';
import { hasAllDataKeys } from '../vault/key-ring.ts';
import { masterKeyInMemory, type MasterKeySource } from '../vault/master-key-source.ts';
import { command, printLine } from './command.ts';
import { checkAddress } from './doctor/check-address.ts';
import { checkConnections } from './doctor/check-connections.ts';
import { checkDatabase } from './doctor/check-database.ts';
import { checkSecrets } from './doctor/check-secrets.ts';
import { failed, lineOf, type Finding, type Report } from './doctor/finding.ts';

export const doctor = command({
  meta: {
    name: 'doctor',
    description:
      'Check the installation: configuration, database, vault, clock, address, and each site with its credentials and scopes',
  },
  args: {
    config: {
      type: 'string',
      description: 'Configuration file; without one, the environment as weir stdio reads it',
      valueHint: 'FILE',
    },
    data: { type: 'string', description: 'The folder that weir start was given', valueHint: 'FOLDER' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const findings: Finding[] = [];
    const report: Report = (finding) => {
      findings.push(finding);
      if (!args.json) printLine(lineOf(finding));
    };
    const env = environment();
    const file = args.config ?? env['WEIR_CONFIG'];
    report({ check: 'Node', ok: true, what: process.version });
    try {
      const loaded = await loadConfig({ env, ...(file !== undefined && { file }) });
      report({ check: 'configuration', ok: true, what: file ?? 'from the environment' });
      if (file === undefined) await checkOwnSite(loaded, report);
      else await checkInstallation(inFolder(loaded, args.data), report);
    } catch (thrown) {
      report(failed('configuration', thrown));
    }
    if (args.json) printLine(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }, undefined, 2));
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
});

function inFolder(config: Config, data: string | undefined): Config {
  if (data === undefined) return config;
  const { database } = config;
  const sqlite = database.kind === 'sqlite' ? { ...database, file: join(data, 'weir.db') } : database;
  return { ...config, dataDir: data, database: sqlite };
}

/** The one site of `weir stdio`, whose owner chose its address themself. */
async function checkOwnSite(config: Config, report: Report): Promise<void> {
  const { network } = config;
  const allowPrivate = network.allowPrivate.length > 0 ? network.allowPrivate : privateRanges;
  const connections = [{ slug: 'confluence', ...stdioSettings(environment()) }];
  await withThrowaway((foundation) =>
    checkConnections(
      foundation,
      { ...config, connections, network: { ...network, allowPrivate } },
      report,
      false,
    ),
  );
}

async function checkInstallation(config: Config, report: Report): Promise<void> {
  const store = await checkDatabase(config, report);
  // A database that nothing was sealed in yet has nothing to check, and is left without keys.
  const isUsed = store !== undefined && (await hasAllDataKeys(store));
  await store?.close();
  for (const finding of await checkAddress(config)) report(finding);
  if (!isUsed) {
    if (store) report({ check: 'vault', ok: true, what: 'empty: its keys are made by the first start' });
    await withThrowaway((foundation) => checkConnections(foundation, config, report, false));
    return;
  }
  try {
    const keys = masterKeysOf(config, config.dataDir, systemRandom);
    await withFoundation(config.database, keys, async (foundation) => {
      for (const finding of await checkSecrets(foundation.store, foundation.vault)) report(finding);
      await checkConnections(foundation, config, report, true);
    });
  } catch (thrown) {
    report(failed('vault', thrown));
    await withThrowaway((foundation) => checkConnections(foundation, config, report, false));
  }
}

/** Sites can be looked at without the installation's database. */
function withThrowaway(work: (foundation: Foundation) => Promise<void>): Promise<void> {
  return withFoundation({ kind: 'sqlite', file: ':memory:' }, masterKeyInMemory(systemRandom), work);
}

async function withFoundation(
  database: StoreLocation,
  masterKeys: MasterKeySource,
  work: (foundation: Foundation) => Promise<void>,
): Promise<void> {
  const foundation = await openFoundation({
    database,
    masterKeys,
    // Nothing is put on record here.
    auditKey: randomKeyText(systemRandom),
    log: createLog({ level: 'silent' }),
  });
  try {
    await work(foundation);
  } finally {
    await foundation.close();
  }
}
