import { onTestFinished } from 'vitest';
import { createTransport, type Transport, type TransportOptions } from '../http/transport.ts';

/** A transport that may connect to this machine and is closed when the test ends. */
export function testTransport(options: Partial<TransportOptions> = {}): Transport {
  const transport = createTransport({ version: '1.2.3', allowPrivate: ['127.0.0.0/8'], ...options });
  onTestFinished(() => transport.close());
  return transport;
}
