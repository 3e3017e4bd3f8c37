import { randomFillSync } from 'node:crypto';

/** Cryptographically strong bytes. Passed in, so that tests can repeat themselves. */
export interface Random {
  bytes(length: number): Uint8Array;
}

const poolSize = 4096;
const pool = new Uint8Array(poolSize);
let used = poolSize;

/** Asking the system costs microseconds however little is wanted: it is asked for many small draws at once. */
function draw(length: number): Uint8Array {
  if (length > poolSize / 8) return randomFillSync(new Uint8Array(length));
  if (used + length > poolSize) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + length);
  // What was given out is not kept.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

export const systemRandom: Random = { bytes: draw };
