import { getRandomValues } from 'node:crypto';

/** Cryptographically strong bytes. Passed in, so that tests can repeat themselves. */
export interface Random {
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (length) => getRandomValues(new Uint8Array(length)) };
