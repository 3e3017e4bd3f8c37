import type { ServerType } from '@hono/node-server';
import { AppError } from '../../src/kernel/app-error.ts';

/** Listens and answers the port. @throws AppError `configuration` when the address cannot be had */
export function listen(server: ServerType, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { why, nextStep } = reasonOf(error);
      reject(
        new AppError('configuration', `The sandbox cannot listen on ${host}:${port}: ${why}.`, {
          cause: error,
          detail: error.message,
          nextStep,
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Stops listening and ends open connections. */
export function stop(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

function reasonOf({ code }: NodeJS.ErrnoException): { readonly why: string; readonly nextStep: string } {
  switch (code) {
    case 'EADDRINUSE':
      return {
        why: 'the port is in use',
        nextStep: 'Choose another with --port; that of the demo is the one above its own.',
      };
    case 'EACCES':
      return { why: 'this account may not use the port', nextStep: 'Choose a port above 1023 with --port.' };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return {
        why: 'this machine has no such address',
        nextStep: 'Choose another with --host, for example 127.0.0.1.',
      };
    default:
      return { why: 'the system refuses it', nextStep: 'Check --host and --port.' };
  }
}
