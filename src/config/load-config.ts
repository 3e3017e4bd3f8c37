import { dirname, join, resolve } from 'node:path';
import type { Secret } from '../kernel/secret.ts';
import type { LogLevel } from '../telemetry/log.ts';
import { describeIssue } from './config-issue.ts';
import { configSchema, shortestKey, type ConfigFile } from './config-schema.ts';
import { configError, readConfigFile, type ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';
import { shortestKeyText } from './key-file.ts';
import { splitMasterKeys, type MasterKeyTexts } from './master-key-file.ts';
import { networkSettings, type NetworkSettings } from './network-settings.ts';
import { createReferences, type References } from './references.ts';
import { stateFolder } from './state-folder.ts';
import { withVariables } from './variables.ts';

export interface Config {
  readonly server: {
    readonly port: number;
    readonly host: string;
    /** Under which people reach this installation, without a trailing slash. */
    readonly publicUrl?: string;
  };
  /** Absolute. */
  readonly dataDir: string;
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: Secret };
  /** Absent: the key file in the data folder (audit-key.ts). */
  readonly auditKey?: Secret;
  /** Absent: the key file in the data folder (master-key-file.ts). */
  readonly masterKeys?: MasterKeyTexts;
  readonly logLevel: LogLevel;
  readonly connections: readonly ConnectionSettings[];
  readonly people: readonly PersonSettings[];
  readonly network: NetworkSettings;
}

export interface ConnectionSettings {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As written: a name, a host or an address. */
  readonly site: string;
  readonly apiBase?: string;
  readonly auth: SiteAuth;
}

/** Credentials of one shared account. */
export type SiteAuth =
  | { readonly mode: 'api_token'; readonly email: string; readonly token: Secret }
  | { readonly mode: 'pat'; readonly token: Secret };

export interface PersonSettings {
  readonly email: string;
  readonly name: string;
  /** What this person's clients show. */
  readonly key: Secret;
}

export interface ConfigRequest {
  /** YAML; without one the defaults and the variables decide. */
  readonly file?: string;
  readonly env: Environment;
}

/**
 * The configuration of `weir start` and of every command that takes `--config`: the file, `WEIR_*` variables over it, and
 * defaults; secrets are fetched. Raises `configuration` with one line that says where and what, never a value.
 */
export async function loadConfig({ file, env }: ConfigRequest): Promise<Config> {
  const nothing: ConfigSource = { value: { apiVersion: 'weir/v1' }, locate: () => 'The environment' };
  const source = withVariables(file === undefined ? nothing : await readConfigFile(file), env);
  const result = configSchema.safeParse(source.value);
  if (!result.success) {
    const { path, what } = describeIssue(result.error, configSchema);
    throw configError(source.locate(path), what);
  }
  const folder = file === undefined ? '.' : dirname(resolve(file));
  const references = createReferences(source, { env, folder });
  return settle(result.data, references, resolve(folder, result.data.dataDir ?? stateFolder(env)));
}

async function settle(written: ConfigFile, references: References, dataDir: string): Promise<Config> {
  const { server = {}, database, connections = [], people = [], network = {} } = written;
  const { secret } = references;
  const auditKey = written.auditKey && (await secret(['auditKey'], written.auditKey, shortestKeyText));
  const masterKeys = written.vault && (await masterKeysOf(written.vault, references));
  return {
    server: {
      port: server.port ?? 7400,
      host: server.host ?? '127.0.0.1',
      ...(server.publicUrl !== undefined && { publicUrl: server.publicUrl.replace(/\/+$/, '') }),
    },
    dataDir,
    database: database
      ? { kind: 'postgres', url: await secret(['database', 'url'], database.url) }
      : { kind: 'sqlite', file: join(dataDir, 'weir.db') },
    ...(auditKey && { auditKey }),
    ...(masterKeys && { masterKeys }),
    logLevel: written.logLevel ?? 'info',
    connections: await Promise.all(
      connections.map(async ({ slug, platform, site, apiBase, auth }, index) => ({
        slug,
        platform,
        site,
        ...(apiBase !== undefined && { apiBase }),
        auth: { ...auth, token: await secret(['connections', index, 'auth', 'token'], auth.token) },
      })),
    ),
    people: await Promise.all(
      people.map(async (person, index) => ({
        ...person,
        key: await secret(['people', index, 'key'], person.key, shortestKey),
      })),
    ),
    network: await networkSettings(network, references),
  };
}

async function masterKeysOf(
  { masterKey }: NonNullable<ConfigFile['vault']>,
  { secret, wrong }: References,
): Promise<MasterKeyTexts> {
  const path = ['vault', 'masterKey'];
  const keys = splitMasterKeys(await secret(path, masterKey));
  if (keys) return keys;
  throw wrong(path, `the secret is too short: a master key takes at least ${shortestKeyText} characters`);
}
