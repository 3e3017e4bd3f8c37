import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

/** A delivery as the target reads it. */
export interface TakenDelivery {
  readonly body: {
    readonly kind: string;
    readonly stream: string;
    readonly workspaceId: string;
    readonly writer?: string;
    readonly from?: number;
    readonly to?: number;
    readonly records: readonly {
      readonly writer: string;
      readonly seq: number;
      readonly kind: string;
      readonly operation?: string;
    }[];
  };
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

export interface TargetAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Breaks the connection off once the delivery was read, so that its sender cannot know. */
  readonly cut?: boolean;
}

export interface StreamTarget {
  readonly url: string;
  /** Deliveries that were answered 2xx, and those that were taken although the answer was lost. */
  readonly taken: TakenDelivery[];
  /** All requests, refused ones too. */
  readonly requests: TakenDelivery[];
  /** What the next deliveries get. */
  answer: (delivery: TakenDelivery) => TargetAnswer;
  close(): Promise<void>;
}

/** Somebody's log collector on this machine. */
export async function startStreamTarget(): Promise<StreamTarget> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as TakenDelivery['body'];
      const delivery = { body, text, headers: request.headers };
      target.requests.push(delivery);
      const { status, headers, body: said, cut } = target.answer(delivery);
      if (cut || status < 300) target.taken.push(delivery);
      if (cut) request.socket.destroy();
      else response.writeHead(status, headers).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const target: StreamTarget = {
    url: `http://127.0.0.1:${port}/collect?source=weir`,
    taken: [],
    requests: [],
    answer: () => ({ status: 200 }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return target;
}

/** As a target would check it; the time is that of sending, in milliseconds. */
export function isSigned({ text, headers }: TakenDelivery, secret: string): boolean {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['weir-signature']));
  if (!match?.[1] || !match[2]) return false;
  const expected = createHmac('sha256', secret).update(`${match[1]}.${text}`).digest('hex');
  return timingSafeEqual(Buffer.from(match[2]), Buffer.from(expected));
}
