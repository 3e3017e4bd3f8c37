import type { ServerResponse } from 'node:http';
import { json, startTestServer, type SeenRequest, type TestServer } from './http-server.ts';

/** What a path answers: JSON, or whatever the function does. */
export type Route = object | ((request: SeenRequest, response: ServerResponse) => void);

export interface RoutesOptions {
  /** What stands before every path. */
  readonly prefix: string;
  /** Sent with every JSON answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The 404 for a path that has no route. */
  readonly missing: (path: string) => object;
}

function isResponder(route: Route): route is (request: SeenRequest, response: ServerResponse) => void {
  return typeof route === 'function';
}

/** A server that answers fixed paths: `GET /wiki/api/v2/pages/7`. Queries do not matter. */
export function startRoutes(
  routes: Readonly<Record<string, Route>>,
  { prefix, headers = {}, missing }: RoutesOptions,
): Promise<TestServer> {
  return startTestServer((request, response) => {
    const path = request.path.split('?')[0] ?? '';
    const route = routes[`${request.method} ${path.slice(prefix.length)}`];
    if (!path.startsWith(prefix) || route === undefined) json(response, missing(path), 404, headers);
    else if (isResponder(route)) route(request, response);
    else json(response, route, 200, headers);
  });
}

/** Query of the n-th request that a server saw; of a repeated name the last value. */
export function queryOf(server: TestServer, index: number): Record<string, string> {
  return Object.fromEntries(new URL(server.seen[index]?.path ?? '', server.origin).searchParams);
}
