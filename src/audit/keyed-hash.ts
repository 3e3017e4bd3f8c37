import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '../kernel/secret.ts';

/** Making a key object takes longer than hashing a record with it. */
const prepared = new WeakMap<Secret, KeyObject>();

/** HMAC-SHA256 of a text, hex. */
export function keyedHash(key: Secret, text: string): string {
  let object = prepared.get(key);
  if (!object) {
    object = createSecretKey(key.reveal(), 'utf8');
    prepared.set(key, object);
  }
  return createHmac('sha256', object).update(text).digest('hex');
}
