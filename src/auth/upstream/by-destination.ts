import type { Transport } from '../../confluence/http/transport.ts';
import type { UpstreamRequest } from '../../confluence/http/upstream-request.ts';
import type { AtlassianAddresses } from './addresses.ts';

/**
 * Lets requests to Atlassian's account side go by a transport without what the operator sends to sites: headers and client
 * certificates for a site of their own are nothing for Atlassian to see.
 */
export function byDestination(
  toSites: Transport,
  toAtlassian: Transport | undefined,
  { authUrl, apiUrl }: AtlassianAddresses,
): Transport {
  if (!toAtlassian) return toSites;
  const isAccountSide = ({ origin, path }: UpstreamRequest): boolean => {
    const address = origin + path;
    if (address.startsWith(`${authUrl}/`)) return true;
    return address.startsWith(`${apiUrl}/`) && !address.startsWith(`${apiUrl}/ex/`);
  };
  return {
    ...toSites,
    send: (request, signal) => (isAccountSide(request) ? toAtlassian : toSites).send(request, signal),
  };
}
