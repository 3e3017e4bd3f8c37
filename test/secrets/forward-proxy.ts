import { createServer, request as send } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

/** A company's proxy that wants a password from everything that leaves. */
export interface ForwardProxy {
  readonly port: number;
  /** What it was shown, as `user:password`. */
  readonly shown: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startForwardProxy(): Promise<ForwardProxy> {
  const shown = new Set<string>();
  const note = (authorization = ''): void => {
    const [, credentials = ''] = /^Basic (.+)$/i.exec(authorization) ?? [];
    shown.add(Buffer.from(credentials, 'base64').toString('utf8'));
  };
  const server = createServer((incoming, response) => {
    const { 'proxy-authorization': authorization, ...headers } = incoming.headers;
    note(authorization);
    const onward = send(
      new URL(incoming.url ?? ''),
      { method: incoming.method ?? 'GET', headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', ({ url = '', headers }, client) => {
    note(headers['proxy-authorization']);
    const { hostname, port } = new URL(`http://${url}`);
    const site = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(site).pipe(client);
    });
    site.on('error', () => client.destroy());
    client.on('error', () => site.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
