import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** Makes identifiers of one kind, for example `call_0197…`: a prefix and a UUIDv7, so they sort by time (RFC 9562 §5.7). */
export type NewId = (prefix: string) => string;

export function createIds(clock: Clock, random: Random): NewId {
  return (prefix) => `${prefix}_${uuidv7(clock.now(), random.bytes(10))}`;
}

function uuidv7(milliseconds: number, randomness: Uint8Array): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(milliseconds) << 16n);
  bytes.set(randomness, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Buffer.from(bytes).toString('hex');
}
