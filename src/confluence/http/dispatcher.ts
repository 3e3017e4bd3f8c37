import { createSecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { AppError } from '../../kernel/app-error.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { AddressGuard } from './address-guard.ts';

/** Certificates of a connection, all PEM. */
export interface TlsOptions {
  /** Authorities trusted instead of the built-in ones. */
  readonly ca?: string;
  /** The certificate Weir presents, with its key. */
  readonly cert?: string;
  readonly key?: Secret;
  readonly passphrase?: Secret;
}

export interface ProxyOptions {
  /** `http://proxy.example:3128`; user and password may stand in it. */
  readonly url: string;
  /** Authorities trusted for an `https:` proxy, PEM. */
  readonly ca?: string;
}

export interface DispatcherOptions {
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
  readonly connectTimeoutMs: number;
  readonly guard: AddressGuard;
}

export interface LazyDispatcher {
  get(): Promise<Dispatcher>;
  destroy(): Promise<void>;
}

/** Idle connections are kept this long unless the server says less; under the 30–60 s after which proxies drop them. */
const keepAliveMs = 15_000;

/**
 * The pool of connections, made on first use: loading undici takes longer than anything else at a start. Through a proxy
 * the proxy itself may be anywhere, since the operator named it, and the proxy resolves the site's name: then only
 * literal addresses can be judged, which the transport does. Raises `configuration`, at once, for certificates that cannot
 * be read, and when it is first used, for a proxy address that cannot be.
 */
export function createDispatcher(options: DispatcherOptions): LazyDispatcher {
  if (options.tls) checkCertificates(secureOptions(options));
  let made: Promise<Dispatcher> | undefined;
  return {
    get: () => (made ??= makeDispatcher(options)),
    destroy: async () => (await made)?.destroy(),
  };
}

async function makeDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const [{ Agent, ProxyAgent }, { createGuardedConnector }] = await Promise.all([
    import('undici'),
    import('./connector.ts'),
  ]);
  const { proxy, guard, connectTimeoutMs } = options;
  const secure = secureOptions(options);
  const pool = { keepAliveTimeout: keepAliveMs, headersTimeout: 0, bodyTimeout: 0, allowH2: false };
  if (proxy === undefined) return new Agent({ ...pool, connect: createGuardedConnector(guard, secure) });
  try {
    return new ProxyAgent({
      ...pool,
      uri: proxy.url,
      connectTimeout: connectTimeoutMs,
      requestTls: secure,
      proxyTls: {
        allowH2: false,
        timeout: connectTimeoutMs,
        ...(proxy.ca !== undefined && { ca: proxy.ca }),
      },
    });
  } catch (cause) {
    throw new AppError('configuration', 'The address of the HTTP proxy cannot be used.', {
      nextStep: 'Write it as http://proxy.example:3128.',
      cause,
    });
  }
}

function secureOptions({ tls, connectTimeoutMs }: DispatcherOptions) {
  return {
    allowH2: false,
    timeout: connectTimeoutMs,
    ...(tls?.ca !== undefined && { ca: tls.ca }),
    ...(tls?.cert !== undefined && { cert: tls.cert }),
    ...(tls?.key !== undefined && { key: tls.key.reveal() }),
    ...(tls?.passphrase !== undefined && { passphrase: tls.passphrase.reveal() }),
  };
}

function checkCertificates(secure: Parameters<typeof createSecureContext>[0]): void {
  try {
    createSecureContext(secure);
  } catch (cause) {
    throw new AppError('configuration', 'The certificates of this connection cannot be used.', {
      nextStep:
        'Give PEM texts: the authority, and the client certificate together with its key and passphrase.',
      cause,
    });
  }
}
