import {
  INVALID_REQUEST,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  PARSE_ERROR,
  parseJSONRPCMessage,
  serializeMessage,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Longest line in UTF-16 units: a page body of 5 MB fits with its JSON escapes. */
const longestLine = 16 * 1024 * 1024;

/**
 * JSON-RPC over two streams, a message a line. Unlike the SDK's own transport it answers a malformed line with an
 * error, and it still answers what it took when its input ends, so that `weir stdio < requests` works.
 */
export class StdioTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;

  /** Resolves once the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #resolveClosed: () => void;
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #graceMs: number;
  readonly #decoder = new StringDecoder('utf8');
  readonly #unanswered = new Set<RequestId>();
  #partial = '';
  #ended = false;
  #closed = false;

  /** `graceMs`: how long requests already taken may last once the input has ended. */
  constructor(input: Readable, output: Writable, graceMs: number) {
    this.#input = input;
    this.#output = output;
    this.#graceMs = graceMs;
    ({ promise: this.closed, resolve: this.#resolveClosed } = Promise.withResolvers<void>());
  }

  async start(): Promise<void> {
    this.#input.on('data', this.#onData);
    this.#input.on('end', this.#onEnd);
    this.#input.on('error', this.#onBroken);
    // A client that went away; nothing can be answered any more. The listener stays, or a late write would crash.
    this.#output.on('error', this.#onBroken);
    if (this.#input.readableEnded || this.#input.destroyed) setImmediate(this.#onEnd);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#write(message);
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) this.#settle(message.id);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off('data', this.#onData);
    this.#input.off('end', this.#onEnd);
    this.#input.pause();
    this.onclose?.();
    this.#resolveClosed();
  }

  readonly #onData = (chunk: Buffer): void => {
    const lines = (this.#partial + this.#decoder.write(chunk)).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) this.#read(line);
    if (this.#partial.length > longestLine) {
      this.#refuse(INVALID_REQUEST, 'Invalid request: the line is longer than 16 MiB');
      void this.close();
    }
  };

  /** Takes nothing more, answers what it took, then closes. */
  finish(): void {
    this.#input.off('data', this.#onData);
    this.#ended = true;
    setTimeout(() => void this.close(), this.#graceMs).unref();
    this.#settle(undefined);
  }

  readonly #onEnd = (): void => {
    if (this.#partial.trim()) this.#read(this.#partial);
    this.finish();
  };

  readonly #onBroken = (error: Error): void => {
    if (!this.#closed) this.onerror?.(error);
    void this.close();
  };

  #read(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return this.#refuse(PARSE_ERROR, 'Parse error: the line is not JSON');
    }
    let message: JSONRPCMessage;
    try {
      message = parseJSONRPCMessage(value);
    } catch {
      return this.#refuse(INVALID_REQUEST, 'Invalid request: the line is not one JSON-RPC 2.0 message');
    }
    // A subscription is answered only when it ends: it keeps nothing open.
    if (isJSONRPCRequest(message) && message.method !== 'subscriptions/listen')
      this.#unanswered.add(message.id);
    const cancelled = cancelledRequest(message);
    this.onmessage?.(message);
    if (cancelled !== undefined) this.#settle(cancelled);
  }

  #settle(id: RequestId | undefined): void {
    if (id !== undefined) this.#unanswered.delete(id);
    if (this.#ended && this.#unanswered.size === 0) void this.close();
  }

  #refuse(code: number, message: string): void {
    this.onerror?.(new Error(message));
    // JSON-RPC 2.0 §5: the id is null where it could not be read.
    this.#output.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
  }

  #write(message: JSONRPCMessage): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The connection is closed.'));
    return new Promise((resolve, reject) => {
      this.#output.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()));
    });
  }
}

function cancelledRequest(message: JSONRPCMessage): RequestId | undefined {
  if (!isJSONRPCNotification(message) || message.method !== 'notifications/cancelled') return undefined;
  const id = message.params?.['requestId'];
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
