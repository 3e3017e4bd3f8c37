import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';

/** What answers requests; `bindings` hold Node's own objects of one. */
export interface FetchApp {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

/** Answers one request of a server of `node:http`; no fault rejects it. */
export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** An app for a server of `node:http`. */
export function requestListener(app: FetchApp): Answer {
  return getRequestListener((request, bindings) => app.fetch(request, bindings as HttpBindings));
}
