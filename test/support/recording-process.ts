// A process of its own that writes the record. Arguments: the database as JSON, then `records N` to write so many and end
// with its standard input, or `writes` to change something at an upstream again and again until it is killed: each line of
// such a one is a change that reached the upstream. Prints JSON lines.
import { startCheckpoints } from '../../src/audit/checkpointer.ts';
import { createRecorder } from '../../src/audit/recorder.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { openStore, type StoreLocation } from '../../src/store/open-store.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { auditEntry, newId } from './audit-entries.ts';
import { recordKey as key } from './audit-chains.ts';

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const [place = '', mode = '', count = '0'] = process.argv.slice(2);
const { file, url } = JSON.parse(place) as { readonly file?: string; readonly url?: string };
const location: StoreLocation =
  file === undefined ? { kind: 'postgres', url: new Secret(url ?? '') } : { kind: 'sqlite', file };
const log = createLog({ level: 'warn' });
const store = await openStore(location, { clock: systemClock, log });
const writer = newId('wrt');
const recorder = createRecorder({ store, writer, key, ids: newId, log });
const checkpoints = startCheckpoints({ store, recorder, writer, key, log });

if (mode === 'writes') {
  for (;;) {
    const callId = newId('call');
    const write = auditEntry({ callId, operation: 'pages.update', effect: 'update', at: Date.now() });
    await recorder.commit({ ...write, kind: 'intent' });
    print({ callId });
    await recorder.commit({ ...write, outcome: 'ok' });
  }
}
print({ ready: true });
process.stdin.resume();
for (let n = 0; n < Number(count); n += 1) {
  const entry = auditEntry({ at: Date.now() });
  if (n % 3 === 0) await recorder.commit(entry);
  else recorder.enqueue(entry);
}
await recorder.flush();
print({ written: Number(count) });
await new Promise((resolve) => process.stdin.once('end', resolve));
await recorder.close();
await checkpoints.close();
await store.close();
