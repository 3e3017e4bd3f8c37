import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Readable, Writable } from 'node:stream';
import type { Log } from '../telemetry/log.ts';
import type { Protocol } from './protocol.ts';
import type { RequestScope } from './request-scope.ts';
import { StdioTransport } from './stdio-transport.ts';

/** How long calls may still take once the client has closed our input or asked us to stop, in milliseconds. */
const graceMs = 10_000;

export interface StdioConnection {
  /** Resolves when the client has gone or `close` was called; nothing is written afterwards. */
  readonly closed: Promise<void>;
  /** Lets calls in flight finish, then ends the connection. For SIGTERM. */
  close(): Promise<void>;
}

export interface StdioStreams {
  readonly input: Readable;
  /** Belongs to the protocol alone: nothing else may write to it (STYLE §10). */
  readonly output: Writable;
}

/** Serves one client over standard input and output, in the protocol era that the client opens with. */
export function runStdio(
  protocol: Protocol,
  scope: RequestScope,
  { input, output }: StdioStreams,
  log: Log,
): StdioConnection {
  const transport = new StdioTransport(input, output, graceMs);
  serveStdio(() => protocol.serve(scope), {
    transport,
    onerror: (error) => log.debug('mcp.request_rejected', { detail: error.message }),
  });
  return {
    closed: transport.closed,
    close() {
      transport.finish();
      return transport.closed;
    },
  };
}
