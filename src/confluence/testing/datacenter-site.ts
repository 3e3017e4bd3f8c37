import { createDataCenterConfluence } from '../datacenter/confluence.ts';
import type { TransportOptions } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import type { TestServer } from './http-server.ts';
import { queryOf, startRoutes, type Route } from './routes.ts';
import { testTransport } from './test-transport.ts';

export interface DataCenterSite {
  readonly confluence: Confluence;
  readonly server: TestServer;
  /** The base address with its context path. */
  readonly base: string;
  /** Query of the n-th request. */
  query(index: number): Record<string, string>;
}

/** What a site sends whose user is known (facts: confluence-api §14). */
export const signedIn = { 'x-ausername': 'ann', 'x-seraph-loginreason': 'OK' };

/** A Data Center that answers fixed paths below its context path, and the adapter talking to it. */
export async function startDataCenterSite(
  routes: Readonly<Record<string, Route>>,
  options: Partial<TransportOptions> & { readonly contextPath?: string } = {},
): Promise<DataCenterSite> {
  const { contextPath = '/confluence', ...transportOptions } = options;
  const server = await startRoutes(routes, {
    prefix: contextPath,
    headers: signedIn,
    missing: (path) => ({
      statusCode: 404,
      data: { authorized: false, valid: true, allowedInReadOnlyMode: true, errors: [], successful: false },
      message: `No content found: ${path}`,
      reason: 'Not Found',
    }),
  });
  const base = server.origin + contextPath;
  const confluence = createDataCenterConfluence({
    siteUrl: base,
    authorization: () => Promise.resolve('Bearer personal-token'),
    transport: testTransport(transportOptions),
    personKey: 'ann',
  });
  return { confluence, server, base, query: (index) => queryOf(server, index) };
}
