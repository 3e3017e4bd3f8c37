import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hooks of administrators and a collector of traces, on one server. */
export interface Endpoints {
  /** Allows every call; below it, `/fails` quotes what it was sent and allows nothing. */
  readonly hookUrl: string;
  /** Takes all traces. */
  readonly tracesUrl: string;
  close(): Promise<void>;
}

export async function startEndpoints(): Promise<Endpoints> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/check/fails') {
        response.writeHead(500).end(JSON.stringify({ headers: request.headers, body }));
        return;
      }
      response.setHeader('content-type', 'application/json');
      if (pathname === '/v1/traces') {
        response.end('{}');
        return;
      }
      const { id } = JSON.parse(body) as { id: string };
      response.end(JSON.stringify({ id, decision: 'allow' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    hookUrl: `${address}/check`,
    tracesUrl: `${address}/v1/traces`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
