// A process of its own that uses a person's grant. Argument: JSON of RefreshingTask. Says `ready`, begins when its standard
// input ends, and prints how many different headers it got, with their digests; or dies at the point that the task names.
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { AtlassianAddresses } from '../../src/auth/upstream/addresses.ts';
import type { Transport } from '../../src/confluence/http/transport.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { openStore, type StoreLocation } from '../../src/store/open-store.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { openUpstreamWorld } from './upstream-world.ts';

export type DeathPoint = 'before sending' | 'after sending' | 'before storing' | 'after storing';

export interface RefreshingTask {
  readonly place: { readonly file: string } | { readonly url: string };
  readonly atlassian: AtlassianAddresses;
  readonly workspaceId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly calls: number;
  readonly dies?: DeathPoint;
}

const task = JSON.parse(process.argv[2] ?? '') as RefreshingTask;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

/** Dies around a request to a token endpoint. The answer to one that was cut off is lost: it was sent. */
function dying(real: Transport): Transport {
  return {
    ...real,
    async send(request, signal) {
      if (request.method !== 'POST' || !request.path.endsWith('/token')) return real.send(request, signal);
      if (task.dies === 'before sending') die();
      try {
        const answer = await real.send(request, signal);
        if (task.dies === 'before storing') die();
        return answer;
      } catch (error) {
        if (task.dies === 'after sending') die();
        throw error;
      }
    },
  };
}

const { place } = task;
const location: StoreLocation =
  'url' in place ? { kind: 'postgres', url: new Secret(place.url) } : { kind: 'sqlite', file: place.file };
const log = createLog({ level: 'error' });
const store = await openStore(location, { clock: systemClock, log });
const world = await openUpstreamWorld({
  store,
  atlassian: task.atlassian,
  log,
  around: { transport: dying },
});
const connection = world.directory.connection(task.workspaceId, task.connectionId);
if (!connection) throw new Error('no connection');
process.stdout.write('ready\n');
await text(process.stdin);

const headers = await Promise.all(
  Array.from({ length: task.calls }, async () =>
    (await world.upstream.open(task, connection)).authorization(),
  ),
);
if (task.dies === 'after storing') die();
const digests = [...new Set(headers)].map((header) => createHash('sha256').update(header).digest('hex'));
process.stdout.write(`${JSON.stringify(digests)}\n`);
await world.close();
await store.close();
