import { createHash } from 'node:crypto';
import type { Random } from '../../src/kernel/random.ts';

/** Bytes that look random and are the same every time for a seed; for sample identifiers only, never for secrets. */
export function repeatableRandom(seed: string): Random {
  let block = 0;
  return {
    bytes(length) {
      const blocks: Buffer[] = [];
      for (let made = 0; made < length; made += 32) {
        blocks.push(createHash('sha256').update(`${seed} ${block}`).digest());
        block += 1;
      }
      return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
    },
  };
}
