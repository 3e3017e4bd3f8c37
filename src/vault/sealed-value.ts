import type { KeyObject } from 'node:crypto';
import { decrypt, encrypt } from './cipher.ts';
import type { SealedColumnName } from './sealed-columns.ts';

// A sealed value: the format's version (1 byte), the data key's id (16 bytes), nonce (12), ciphertext, tag (16).
const version = 1;
const idPrefix = 'dek_';
const headerLength = 17;

/** A data key that is ready for use. */
export interface DataKey {
  /** `dek_` and a UUIDv7. */
  readonly id: string;
  readonly key: KeyObject;
  /** How every value that it seals begins. */
  readonly header: Uint8Array;
}

/** Column and key of the row that the value belongs to. */
export interface Place {
  readonly column: SealedColumnName;
  readonly row: readonly string[];
}

export const dataKeyIdPrefix = idPrefix.slice(0, -1);

export function dataKey(id: string, key: KeyObject): DataKey {
  const header = Buffer.concat([Uint8Array.of(version), Buffer.from(id.slice(idPrefix.length), 'hex')]);
  return { id, key, header };
}

/** The id of the data key that a value is sealed under; undefined for what is no sealed value. */
export function keyIdOf(sealed: Uint8Array): string | undefined {
  if (sealed[0] !== version || sealed.byteLength < headerLength) return undefined;
  return `${idPrefix}${Buffer.from(sealed.subarray(1, headerLength)).toString('hex')}`;
}

export function sealUnder(
  { key, header }: DataKey,
  plaintext: Uint8Array,
  { place, nonce }: { readonly place: Place; readonly nonce: Uint8Array },
): Uint8Array {
  return Buffer.concat([header, encrypt(key, plaintext, { bound: boundTo(header, place), nonce })]);
}

/** Undefined where the value was changed or belongs to another place. */
export function openUnder(
  { key, header }: DataKey,
  sealed: Uint8Array,
  place: Place,
): Uint8Array | undefined {
  return decrypt(key, sealed.subarray(headerLength), boundTo(header, place));
}

/** A JSON array of texts tells any two places apart. */
function boundTo(header: Uint8Array, { column, row }: Place): Uint8Array {
  return Buffer.concat([header, Buffer.from(JSON.stringify([column, ...row]))]);
}
