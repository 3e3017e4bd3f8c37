import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../kernel/random.ts';
import type { Secret } from '../kernel/secret.ts';

/** Seals bodies at rest. What was sealed for one `context` opens for no other. */
export interface Sealer {
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Raises where the bytes are not what was sealed for this context. */
  open(sealed: Uint8Array, context: string): Uint8Array;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM under a key derived from `secret`, which lies outside the database. Sealed: nonce, tag, ciphertext. */
export function createSealer(secret: Secret, random: Random): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'weir body bases', 32));
  return {
    seal(plain, context) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce);
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },

    open(sealed, context) {
      const tagEnd = nonceBytes + tagBytes;
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(sealed.subarray(nonceBytes, tagEnd));
      return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
    },
  };
}
