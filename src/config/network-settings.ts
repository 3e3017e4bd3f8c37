import { Secret } from '../kernel/secret.ts';
import type { ConfigFile } from './config-schema.ts';
import type { References } from './references.ts';

/** How Confluence is reached. */
export interface NetworkSettings {
  /** CIDR ranges that are not public and may still be connected to. */
  readonly allowPrivate: readonly string[];
  /** May carry a user and a password. */
  readonly proxy?: { readonly url: string };
  /** PEM. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: Secret;
    readonly passphrase?: Secret;
  };
  readonly headers: Readonly<Record<string, string | Secret>>;
  /** From which sites see Weir's requests come: what administrators of a site put on its allowlist. */
  readonly outgoingAddresses?: readonly string[];
}

type Written = NonNullable<ConfigFile['network']>;

/** Reads the files and secrets that the section names. Raises `configuration`. */
export async function networkSettings(written: Written, references: References): Promise<NetworkSettings> {
  const proxy = await proxyAddress(written.proxy, references);
  const tls = await certificates(written, references);
  const headers = Object.entries(written.headers ?? {}).map(
    async ([name, value]): Promise<[string, string | Secret]> => [
      name,
      typeof value === 'string' ? value : await references.secret(['network', 'headers', name], value),
    ],
  );
  return {
    allowPrivate: written.allowPrivate ?? [],
    ...(proxy !== undefined && { proxy: { url: proxy } }),
    ...(tls && { tls }),
    headers: Object.fromEntries(await Promise.all(headers)),
    ...(written.outgoingAddresses && { outgoingAddresses: written.outgoingAddresses }),
  };
}

async function proxyAddress(written: Written['proxy'], references: References): Promise<string | undefined> {
  if (written === undefined) return undefined;
  const path = ['network', 'proxy'];
  const plain = typeof written === 'string';
  const address = plain ? written : (await references.secret(path, written)).reveal();
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw references.wrong(path, 'network.proxy must be an address like http://proxy.example:3128');
  }
  if (plain && url.password !== '') {
    throw references.wrong(
      path,
      'network.proxy carries a password: it must be a reference, {env: NAME} or {file: PATH}',
    );
  }
  return address;
}

async function certificates(
  { caFile, clientCertFile, clientKeyFile, clientKeyPassphrase }: Written,
  references: References,
): Promise<NetworkSettings['tls']> {
  const ca = await references.text(['network', 'caFile'], caFile);
  const cert = await references.text(['network', 'clientCertFile'], clientCertFile);
  const key = await references.text(['network', 'clientKeyFile'], clientKeyFile);
  if ((cert === undefined) !== (key === undefined)) {
    const alone = cert === undefined ? 'clientKeyFile' : 'clientCertFile';
    throw references.wrong(
      ['network', alone],
      `network.${alone} stands alone: clientCertFile and clientKeyFile go together`,
    );
  }
  if (clientKeyPassphrase && key === undefined) {
    throw references.wrong(
      ['network', 'clientKeyPassphrase'],
      'network.clientKeyPassphrase stands alone: it opens the key in clientKeyFile',
    );
  }
  if (ca === undefined && cert === undefined) return undefined;
  const passphrase =
    clientKeyPassphrase && (await references.secret(['network', 'clientKeyPassphrase'], clientKeyPassphrase));
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: new Secret(key) }),
    ...(passphrase && { passphrase }),
  };
}
