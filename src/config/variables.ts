import type { ConfigSource, Path } from './config-source.ts';
import type { Environment } from './environment.ts';

interface Variable {
  readonly name: string;
  readonly path: Path;
  readonly read: (text: string) => unknown;
}

const asText = (text: string): string => text;
const asNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : text);
const asList = (text: string): string[] => text.split(',').map((item) => item.trim());
/** A secret in a variable is what a reference to that variable says. */
const secret = (name: string, path: Path): Variable => ({ name, path, read: () => ({ env: name }) });

/** Variables that override the configuration file. Those that are empty count as absent. */
const variables: readonly Variable[] = [
  { name: 'WEIR_PORT', path: ['server', 'port'], read: asNumber },
  { name: 'WEIR_HOST', path: ['server', 'host'], read: asText },
  { name: 'WEIR_PUBLIC_URL', path: ['server', 'publicUrl'], read: asText },
  { name: 'WEIR_TRUSTED_PROXIES', path: ['server', 'trustedProxies'], read: asList },
  { name: 'WEIR_DATA_DIR', path: ['dataDir'], read: asText },
  secret('WEIR_DATABASE_URL', ['database', 'url']),
  secret('WEIR_AUDIT_KEY', ['auditKey']),
  secret('WEIR_MASTER_KEY', ['vault', 'masterKey']),
  { name: 'WEIR_LOG_LEVEL', path: ['logLevel'], read: asText },
  { name: 'WEIR_ALLOW_PRIVATE', path: ['network', 'allowPrivate'], read: asList },
  secret('WEIR_PROXY', ['network', 'proxy']),
  { name: 'WEIR_CA_FILE', path: ['network', 'caFile'], read: asText },
  { name: 'WEIR_CLIENT_CERT_FILE', path: ['network', 'clientCertFile'], read: asText },
  { name: 'WEIR_CLIENT_KEY_FILE', path: ['network', 'clientKeyFile'], read: asText },
  secret('WEIR_CLIENT_KEY_PASSPHRASE', ['network', 'clientKeyPassphrase']),
];

/** The file's value with the variables over it; `locate` names the variable where one spoke. */
export function withVariables(source: ConfigSource, env: Environment): ConfigSource {
  const spoken = variables.filter(({ name }) => (env[name] ?? '') !== '');
  const value = spoken.reduce(
    (current, { name, path, read }) => replaced(current, path, read(env[name] ?? '')),
    source.value,
  );
  return {
    value,
    locate(path) {
      const variable = spoken.find((candidate) =>
        candidate.path.every((part, index) => part === path[index]),
      );
      return variable ? variable.name : source.locate(path);
    },
  };
}

/** A copy with the value at the path; what is no mapping on the way stays, and fails its check. */
function replaced(current: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (current !== undefined && !isMapping(current)) return current;
  const mapping = current ?? {};
  return { ...mapping, [first]: replaced(Reflect.get(mapping, first), rest, value) };
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
