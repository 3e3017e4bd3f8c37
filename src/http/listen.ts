import { once } from 'node:events';
import { createServer } from 'node:http';
import { AppError } from '../kernel/app-error.ts';
import { requestListener, type Answer, type FetchApp } from './request-listener.ts';

export interface Address {
  /** An address or a name; `0.0.0.0` and `::` listen everywhere. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Listener {
  /** As a browser on this machine reaches it, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Makes ready what otherwise the first request waits for. */
  prepare(): void;
  /** Stops accepting, waits for `drain`, then closes what is left. */
  close(drain: () => Promise<void>): Promise<void>;
}

/** How long answers already written may take to leave once draining is over, in milliseconds. */
const flushMs = 500;

/** Serves an app. Raises `configuration` when the address cannot be had. */
export async function listen(app: FetchApp, { host, port }: Address): Promise<Listener> {
  let made: Answer | undefined;
  const answering = (): Answer => (made ??= requestListener(app));
  const server = createServer((incoming, outgoing) => void answering()(incoming, outgoing));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw addressError(error, host, port);
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: urlOf({ host, port: actual }),
    port: actual,
    prepare() {
      answering();
    },
    async close(drain) {
      const closed = once(server, 'close');
      server.close();
      await drain();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), flushMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Where a browser on this machine reaches what listens there, without a slash at the end. */
export function urlOf({ host, port }: Address): string {
  return `http://${reachableName(host)}:${port}`;
}

function reachableName(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function addressError(error: unknown, host: string, port: number): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const fields = { cause: error };
  switch (code) {
    case 'EADDRINUSE':
      return new AppError('configuration', `Port ${port} is in use by another program.`, {
        ...fields,
        nextStep: 'Stop that program or choose another port with --port.',
      });
    case 'EACCES':
      return new AppError('configuration', `This account may not listen on port ${port}.`, {
        ...fields,
        nextStep: 'Choose a port above 1023 with --port.',
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError('configuration', `This machine has no address "${host}".`, {
        ...fields,
        nextStep: 'Choose another address with --host, for example 127.0.0.1.',
      });
    default:
      return new AppError('configuration', `Weir cannot listen on ${host}:${port}.`, {
        ...fields,
        detail: String(error),
        nextStep: 'Check --host and --port.',
      });
  }
}
