import { createTransport, type Transport, type TransportOptions } from '../../confluence/http/transport.ts';
import { documentTimeoutMs, maxDocumentBytes } from './metadata-document.ts';

const loopbackRanges = ['127.0.0.0/8', '::1/128'];

/** The way out to documents that strangers name: public addresses alone, short, small, tried once. */
export function createMetadataTransport(
  network: Pick<TransportOptions, 'version' | 'proxy' | 'tls'> & {
    /** For development: documents on this machine. */
    readonly allowLoopback: boolean;
  },
): Transport {
  const { allowLoopback, ...rest } = network;
  return createTransport({
    ...rest,
    allowPrivate: allowLoopback ? loopbackRanges : [],
    connectTimeoutMs: documentTimeoutMs,
    totalTimeoutMs: documentTimeoutMs,
    maxResponseBytes: maxDocumentBytes,
    retry: { attempts: 0 },
  });
}
