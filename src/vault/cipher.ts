import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

// AES-256-GCM with a nonce of 96 random bits (NIST SP 800-38D §8.2.2): at most 2^32 messages under one key.
const algorithm = 'aes-256-gcm';
export const keyLength = 32;
export const nonceLength = 12;
const tagLength = 16;

/** Nonce, ciphertext and tag. `bound` is authenticated with it and not contained. */
export function encrypt(
  key: KeyObject,
  plaintext: Uint8Array,
  { bound, nonce }: { readonly bound: Uint8Array; readonly nonce: Uint8Array },
): Buffer {
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** What `encrypt` was given; undefined for another key, another `bound`, or bytes that were changed. */
export function decrypt(key: KeyObject, box: Uint8Array, bound: Uint8Array): Buffer | undefined {
  if (box.byteLength < nonceLength + tagLength) return undefined;
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  decipher.setAAD(bound);
  decipher.setAuthTag(box.subarray(-tagLength));
  const plaintext = decipher.update(box.subarray(nonceLength, -tagLength));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    // The one way in which OpenSSL says that the tag is wrong; it says nothing more.
    return undefined;
  }
}
