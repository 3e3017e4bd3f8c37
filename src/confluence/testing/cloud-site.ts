import type { ServerResponse } from 'node:http';
import { createCloudConfluence } from '../cloud/confluence.ts';
import type { TransportOptions } from '../http/transport.ts';
import type { Confluence } from '../ports.ts';
import { testTransport } from './test-transport.ts';
import { json, startTestServer, type SeenRequest, type TestServer } from './http-server.ts';

/** What a path answers: JSON, or whatever the function does. */
export type Route = object | ((request: SeenRequest, response: ServerResponse) => void);

export interface CloudSite {
  readonly confluence: Confluence;
  readonly server: TestServer;
  /** Query of the n-th request. */
  query(index: number): Record<string, string>;
}

function isResponder(route: Route): route is (request: SeenRequest, response: ServerResponse) => void {
  return typeof route === 'function';
}

/** A site that answers fixed paths below `prefix`, and the Cloud adapter talking to it. */
export async function startCloudSite(
  routes: Readonly<Record<string, Route>>,
  options: Partial<TransportOptions> & { readonly prefix?: string } = {},
): Promise<CloudSite> {
  const { prefix = '', ...transportOptions } = options;
  const server = await startTestServer((request, response) => {
    const path = request.path.split('?')[0] ?? '';
    const route = routes[`${request.method} ${path.slice(prefix.length)}`];
    if (!path.startsWith(prefix) || route === undefined) {
      json(
        response,
        { errors: [{ status: 404, code: 'NOT_FOUND', title: `No route ${path}`, detail: null }] },
        404,
      );
    } else if (isResponder(route)) {
      route(request, response);
    } else {
      json(response, route);
    }
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
    query: (index) => Object.fromEntries(new URL(server.seen[index]?.path ?? '', server.origin).searchParams),
  };
}
