import { createCloudConfluence } from '../cloud/confluence.ts';
import type { TransportOptions } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import { testTransport } from './test-transport.ts';
import type { TestServer } from './http-server.ts';
import { queryOf, startRoutes, type Route } from './routes.ts';

export interface CloudSite {
  readonly confluence: Confluence;
  readonly server: TestServer;
  /** Query of the n-th request. */
  query(index: number): Record<string, string>;
}

/** A site that answers fixed paths below `prefix`, and the Cloud adapter talking to it. */
export async function startCloudSite(
  routes: Readonly<Record<string, Route>>,
  options: Partial<TransportOptions> & { readonly prefix?: string } = {},
): Promise<CloudSite> {
  const { prefix = '', ...transportOptions } = options;
  const server = await startRoutes(routes, {
    prefix,
    missing: (path) => ({
      errors: [{ status: 404, code: 'NOT_FOUND', title: `No route ${path}`, detail: null }],
    }),
  });
  const transport = testTransport(transportOptions);
  const confluence = createCloudConfluence({
    siteUrl: 'https://acme.example/wiki',
    apiBase: server.origin + prefix,
    authorization: () => Promise.resolve('Basic dGVzdA=='),
    transport,
    personKey: 'ann',
  });
  return {
    confluence,
    server,
    query: (index) => queryOf(server, index),
  };
}
