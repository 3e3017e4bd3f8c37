import { siteOf } from '../app/site-of.ts';
import { authorizationOf } from '../app/authorization.ts';
import { privateRanges, transportOf } from '../app/network.ts';
import { environment } from '../config/environment.ts';
import { loadConfig, type Config, type ConnectionSettings } from '../config/load-config.ts';
import { stdioSettings } from '../config/stdio-settings.ts';
import { probeSite } from '../confluence/probe.ts';
import { toAppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { openStore } from '../store/open-store.ts';
import { createLog } from '../telemetry/log.ts';
import { command, printLine } from './command.ts';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly what: string;
  readonly nextStep?: string;
}

export const doctor = command({
  meta: {
    name: 'doctor',
    description: 'Check the installation: configuration, database, clock, and each site with its credentials',
  },
  args: {
    config: {
      type: 'string',
      description: 'Configuration file; without one, the environment as weir stdio reads it',
      valueHint: 'FILE',
    },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const findings: Finding[] = [];
    const report = (finding: Finding): void => {
      findings.push(finding);
      if (!args.json) printLine(lineOf(finding));
    };
    const env = environment();
    const file = args.config ?? env['WEIR_CONFIG'];
    report({ check: 'Node', ok: true, what: process.version });
    try {
      const config = await loadConfig({ env, ...(file !== undefined && { file }) });
      report({ check: 'configuration', ok: true, what: file ?? 'from the environment' });
      if (file !== undefined) report(await checkDatabase(config));
      const connections: readonly ConnectionSettings[] =
        file === undefined ? [{ slug: 'confluence', ...stdioSettings(env) }] : config.connections;
      if (connections.length === 0) {
        report({ check: 'connections', ok: false, what: 'none', nextStep: 'Add one under "connections".' });
      }
      for (const connection of connections) {
        for (const finding of await checkSite(connection, config, file === undefined)) report(finding);
      }
    } catch (thrown) {
      report(failed('configuration', thrown));
    }
    if (args.json) printLine(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }, undefined, 2));
    if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
  },
});

async function checkDatabase({ database }: Config): Promise<Finding> {
  const what = database.kind === 'sqlite' ? database.file : 'Postgres';
  try {
    const store = await openStore(database, { clock: systemClock, log: createLog({ level: 'silent' }) });
    const driftMs = Math.abs((await store.now()) - systemClock.now());
    await store.close();
    if (driftMs > 30_000) {
      return {
        check: 'database',
        ok: false,
        what: `${what}: its clock differs from this machine's by ${Math.round(driftMs / 1000)} s`,
        nextStep: 'Let both follow the same time server.',
      };
    }
    return { check: 'database', ok: true, what: `${what}, at the newest schema` };
  } catch (thrown) {
    return failed('database', thrown);
  }
}

async function checkSite(connection: ConnectionSettings, config: Config, own: boolean): Promise<Finding[]> {
  const check = `site ${connection.slug}`;
  try {
    const { auth } = connection;
    if (auth.mode !== 'api_token' && auth.mode !== 'pat') return [];
    const address = siteOf(connection);
    const allowed = config.network.allowPrivate;
    const transport = transportOf({
      ...config.network,
      allowPrivate: own && allowed.length === 0 ? privateRanges : allowed,
    });
    try {
      const report = await probeSite(
        { address, transport, authorization: authorizationOf({ auth }).reveal() },
        AbortSignal.timeout(30_000),
      );
      if (report.error) return [failed(check, report.error)];
      const { account, cloudId, productVersion, v1Content } = report;
      return [
        {
          check,
          ok: true,
          what: [
            address.siteUrl,
            cloudId && `cloud id ${cloudId}`,
            productVersion && `Data Center ${productVersion}`,
            account && `signed in as ${account.displayName}`,
            v1Content && `v1 content ${v1Content}`,
          ]
            .filter(Boolean)
            .join(', '),
        },
      ];
    } finally {
      await transport.close();
    }
  } catch (thrown) {
    return [failed(check, thrown)];
  }
}

function failed(check: string, thrown: unknown): Finding {
  const { message, fields } = toAppError(thrown);
  return {
    check,
    ok: false,
    what: message,
    ...(fields.nextStep !== undefined && { nextStep: fields.nextStep }),
  };
}

function lineOf({ check, ok, what, nextStep }: Finding): string {
  return `${ok ? 'ok  ' : 'FAIL'}  ${check.padEnd(20)}  ${what}${nextStep ? `\n      ${''.padEnd(20)}  ${nextStep}` : ''}`;
}
