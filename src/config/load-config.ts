import { dirname, join, resolve } from 'node:path';
import type { Secret } from '../kernel/secret.ts';
import type { LogLevel } from '../telemetry/log.ts';
import { describeIssue } from './config-issue.ts';
import { fetchedAuth, type ConnectionAuth } from './connection-auth.ts';
import { configSchema, shortestKey, type ConfigFile } from './config-schema.ts';
import { configError, readConfigFile, type ConfigSource, type Path } from './config-source.ts';
import type { Environment } from './environment.ts';
import { shortestKeyText } from './key-file.ts';
import { splitMasterKeys, type MasterKeyTexts } from './master-key-file.ts';
import { networkSettings, type NetworkSettings } from './network-settings.ts';
import { createReferences, type References } from './references.ts';
import { signInSettings, type SignInSettings } from './sign-in-settings.ts';
import { stateFolder } from './state-folder.ts';
import { withVariables } from './variables.ts';

export interface Config {
  readonly server: {
    readonly port: number;
    readonly host: string;
    /** Under which people reach this installation, without a trailing slash. */
    readonly publicUrl?: string;
    /** Addresses and ranges of the reverse proxies before Weir; none unless given. */
    readonly trustedProxies?: readonly string[];
    /** In which header they say who came to them; `x-forwarded-for` unless given. */
    readonly forwardedHeader?: 'x-forwarded-for' | 'forwarded';
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
  /** The operator's one app at Atlassian, for connections of mode `oauth_central`. */
  readonly centralApp?: { readonly clientId: string; readonly clientSecret: Secret };
  /** Where Atlassian signs people in and where its APIs are, without a slash at the end. */
  readonly atlassian: { readonly authUrl: string; readonly apiUrl: string };
  readonly signIn: SignInSettings;
  readonly oauth: OAuthSettings;
  readonly connections: readonly ConnectionSettings[];
  readonly people: readonly PersonSettings[];
  readonly network: NetworkSettings;
  /** What stands under `governance`, as it is written, with where it stands in the file. */
  readonly governance?: ConfigSource;
}

export interface ConnectionSettings {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As written: a name, a host or an address. */
  readonly site: string;
  readonly apiBase?: string;
  readonly auth: ConnectionAuth;
  readonly scopeChoice?: ScopeChoice;
  /** Of the choice `custom`, and those that a scoped token was made with. */
  readonly scopes?: readonly string[];
}

export type ScopeChoice = 'classic' | 'granular' | 'full' | 'read-only' | 'minimal' | 'custom';

/** What administrators may decide while Weir runs, unless the configuration decides it. */
export interface OAuthSettings {
  readonly dynamicRegistration?: boolean;
  /** Hosts whose client metadata documents are taken. */
  readonly allowedClientHosts?: readonly string[];
}

/** Credentials of one shared account, as `weir stdio` takes them from the environment. */
export type SiteAuth =
  | { readonly mode: 'api_token'; readonly email: string; readonly token: Secret }
  | { readonly mode: 'pat'; readonly token: Secret };

export interface PersonSettings {
  readonly email: string;
  readonly name: string;
  /** What this person's agents show; without one their clients sign in with a browser. */
  readonly key?: Secret;
  readonly roles: readonly ('owner' | 'administrator' | 'builder' | 'auditor' | 'viewer')[];
  /** Runs the installation. */
  readonly isOperator: boolean;
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
  // Read once: compiling the schema first costs more than reading.
  const result = configSchema.safeParse(source.value, { jitless: true });
  if (!result.success) {
    const { path, what } = describeIssue(result.error, configSchema);
    throw configError(source.locate(path), what);
  }
  const folder = file === undefined ? '.' : dirname(resolve(file));
  const references = createReferences(source, { env, folder });
  const config = await settle(
    result.data,
    references,
    resolve(folder, result.data.dataDir ?? stateFolder(env)),
  );
  const { governance: value } = result.data;
  return { ...config, ...(value && { governance: { value, locate: (path: Path) => source.locate(path) } }) };
}

async function settle(written: ConfigFile, references: References, dataDir: string): Promise<Config> {
  const { server = {}, database, connections = [], people = [], network = {} } = written;
  const { secret } = references;
  checkTogether(written, references);
  const auditKey = written.auditKey && (await secret(['auditKey'], written.auditKey, shortestKeyText));
  const masterKeys = written.vault && (await masterKeysOf(written.vault, references));
  return {
    server: {
      port: server.port ?? 7400,
      host: server.host ?? '127.0.0.1',
      ...(server.publicUrl !== undefined && { publicUrl: withoutSlash(server.publicUrl) }),
      ...(server.trustedProxies && { trustedProxies: server.trustedProxies }),
      ...(server.forwardedHeader && { forwardedHeader: server.forwardedHeader }),
    },
    dataDir,
    database: database
      ? { kind: 'postgres', url: await secret(['database', 'url'], database.url) }
      : { kind: 'sqlite', file: join(dataDir, 'weir.db') },
    ...(auditKey && { auditKey }),
    ...(masterKeys && { masterKeys }),
    logLevel: written.logLevel ?? 'info',
    ...(written.centralApp && {
      centralApp: {
        clientId: written.centralApp.clientId,
        clientSecret: await secret(['centralApp', 'clientSecret'], written.centralApp.clientSecret),
      },
    }),
    atlassian: {
      authUrl: withoutSlash(written.atlassian?.authUrl ?? 'https://auth.atlassian.com'),
      apiUrl: withoutSlash(written.atlassian?.apiUrl ?? 'https://api.atlassian.com'),
    },
    signIn: await signInSettings(written.signIn ?? {}, references),
    oauth: oauthSettings(written.oauth),
    connections: await Promise.all(
      connections.map((connection, index) => connectionSettings(connection, index, references)),
    ),
    people: await Promise.all(
      people.map(async ({ email, name, key, roles = [], operator = false }, index) => ({
        email,
        name,
        roles,
        isOperator: operator,
        ...(key && { key: await secret(['people', index, 'key'], key, shortestKey) }),
      })),
    ),
    network: await networkSettings(network, references),
  };
}

type Written<K extends keyof ConfigFile> = NonNullable<ConfigFile[K]>;

async function connectionSettings(
  { slug, platform, site, apiBase, auth, scopes }: Written<'connections'>[number],
  index: number,
  references: References,
): Promise<ConnectionSettings> {
  return {
    slug,
    platform,
    site,
    ...(apiBase !== undefined && { apiBase }),
    auth: await fetchedAuth(auth, ['connections', index, 'auth'], references),
    ...(Array.isArray(scopes) ? { scopeChoice: 'custom', scopes } : scopes && { scopeChoice: scopes }),
  };
}

/** What no single value shows to be wrong. */
function checkTogether({ connections = [], centralApp, signIn }: ConfigFile, { wrong }: References): void {
  if (centralApp) return;
  const central = connections.findIndex(({ auth }) => auth.mode === 'oauth_central');
  const path = central >= 0 ? ['connections', central, 'auth', 'mode'] : ['signIn', 'atlassian'];
  if (central < 0 && !signIn?.atlassian) return;
  throw wrong(path, 'OAuth is not configured: this goes through the central app, and there is no centralApp');
}

function oauthSettings(written: ConfigFile['oauth']): OAuthSettings {
  const { dynamicRegistration, allowedClientHosts } = written ?? {};
  return {
    ...(dynamicRegistration !== undefined && { dynamicRegistration }),
    ...(allowedClientHosts !== undefined && { allowedClientHosts }),
  };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

async function masterKeysOf(
  { masterKey }: Written<'vault'>,
  { secret, wrong }: References,
): Promise<MasterKeyTexts> {
  const path = ['vault', 'masterKey'];
  const keys = splitMasterKeys(await secret(path, masterKey));
  if (keys) return keys;
  throw wrong(path, `the secret is too short: a master key takes at least ${shortestKeyText} characters`);
}
