import { createSecretKey, hkdfSync } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';
import { decrypt, encrypt, keyLength, nonceLength } from './cipher.ts';

/** The key that wraps data keys. It is kept apart from the database, here or in a key service. */
export interface MasterKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  /** `bound` must be the same again at `unwrap`. */
  wrap(dataKey: Uint8Array, bound: Uint8Array): Promise<Uint8Array>;
  /** Undefined where these are not the bytes that this key wrapped. */
  unwrap(wrapped: Uint8Array, bound: Uint8Array): Promise<Uint8Array | undefined>;
}

/** A master key from a long random text: HKDF-SHA256 gives the key and, apart from it, the id (RFC 5869). */
export function localMasterKey(text: Secret, random: Random): MasterKey {
  const derive = (label: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', text.reveal(), '', `weir master key v1: ${label}`, length));
  const material = derive('wrap', keyLength);
  const key = createSecretKey(material);
  material.fill(0);
  return {
    id: derive('id', 8).toString('hex'),
    wrap: async (dataKey, bound) => encrypt(key, dataKey, { bound, nonce: random.bytes(nonceLength) }),
    unwrap: async (wrapped, bound) => decrypt(key, wrapped, bound),
  };
}
