import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import type { BodyBase } from '../operations/operation.ts';

const packed = z.object({ body: z.string(), notes: z.string() });

/** Bodies are markup: they shrink to a fifth even at the quickest level. */
export function packBase(base: BodyBase): Uint8Array {
  return deflateRawSync(Buffer.from(JSON.stringify(base), 'utf8'), { level: 1 });
}

/** Raises for bytes that are no packed base. */
export function unpackBase(bytes: Uint8Array): BodyBase {
  return packed.parse(JSON.parse(inflateRawSync(bytes).toString('utf8')));
}
