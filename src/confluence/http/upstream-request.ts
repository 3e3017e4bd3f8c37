import type { ExchangeRequest } from './exchange.ts';

/** What the adapters ask the transport to send. */
export interface UpstreamRequest {
  /** Scheme, host and port requests go to. */
  readonly origin: string;
  readonly path: string;
  readonly method: ExchangeRequest['method'];
  /** Value of the Authorization header; absent for addresses that need none. */
  readonly authorization?: string;
  /** Beside the transport's own; never credentials. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the body; JSON unless given. */
  readonly contentType?: 'application/x-www-form-urlencoded';
  /** A `read` may be repeated, whatever its method; a `write` only while nothing was sent. */
  readonly effect: 'read' | 'write';
  /** Hosts that this download may be redirected to, beside those of the connection: `host`, `host:port` or `*.domain`. */
  readonly allowedHosts?: readonly string[];
  /** For a download: false to take a redirect as the answer. */
  readonly followRedirects?: false;
  /** Whose places in the queue this takes. */
  readonly person: string;
  /** Told before the request is sent once more. */
  readonly onRepeat?: () => void;
}
