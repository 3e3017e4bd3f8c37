import { createTransport, type Transport, type TransportOptions } from '../confluence/http/transport.ts';
import type { NetworkSettings } from '../config/network-settings.ts';
import { version } from '../kernel/version.ts';

/** The way out to one site, as the operator's network asks. Raises `configuration`. */
export function transportOf(
  network: NetworkSettings,
  { retry }: Pick<TransportOptions, 'retry'> = {},
): Transport {
  const { allowPrivate, proxy, tls, headers } = network;
  return createTransport({
    version,
    allowPrivate,
    headers,
    ...(proxy && { proxy }),
    ...(tls && { tls }),
    ...(retry && { retry }),
  });
}

/** The same network for hosts that are not Confluence: they see neither the operator's headers nor the client certificate. */
export function withoutSiteSecrets({ tls, ...network }: NetworkSettings): NetworkSettings {
  return { ...network, headers: {}, ...(tls?.ca !== undefined && { tls: { ca: tls.ca } }) };
}

/** Ranges of this machine and of private networks (RFC 1918, RFC 4193), for whoever chose the site's address themself. */
export const privateRanges: readonly string[] = [
  '127.0.0.0/8',
  '::1/128',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
];

/** The demo's network: its site is on this machine. */
export const loopbackOnly: NetworkSettings = { allowPrivate: ['127.0.0.0/8', '::1/128'], headers: {} };
