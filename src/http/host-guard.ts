import {
  localhostAllowedHostnames,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';

/** Why a request must not be served, or `undefined`. */
export type HostGuard = (request: Request) => string | undefined;

/**
 * Refuses requests that name another host, or come from a page of another site: a web page whose name was rebound to
 * our address must not reach us through somebody's browser. Programs send no Origin and pass.
 * `hostnames`: names without ports under which people reach this server, besides the loopback names.
 */
export function createHostGuard(hostnames: readonly string[]): HostGuard {
  const allowed = [...localhostAllowedHostnames(), ...hostnames.map((name) => name.toLowerCase())];
  return ({ headers }) => {
    const host = validateHostHeader(headers.get('host'), allowed);
    if (!host.ok)
      return 'This server is not known under that Host name. Add it to the public address of Weir.';
    const origin = validateOriginHeader(headers.get('origin'), allowed);
    return origin.ok ? undefined : 'Requests from pages of that Origin are not served.';
  };
}
