import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';

export interface MetadataServer {
  /** Without a slash at the end. */
  readonly origin: string;
  /** How many requests it got. */
  readonly requests: () => number;
  /** What it answers from now on. */
  answer(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Publishes client metadata documents on this machine. */
export async function startMetadataServer(): Promise<MetadataServer> {
  let listener: RequestListener = (_request, response) => response.writeHead(404).end();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests: () => requests,
    answer: (next) => void (listener = next),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A listener that answers with JSON. */
export function json(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
