import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { AnswerTooLarge, type Answer } from './exchange.ts';

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** What Weir accepts. */
export const acceptEncoding = 'gzip, br, deflate';

/**
 * The body as it was before compression; one that grows past `maxBytes` raises AnswerTooLarge, so a small answer cannot
 * fill the memory.
 */
export async function decoded(answer: Answer, maxBytes: number): Promise<Answer> {
  const encoding = answer.headers['content-encoding'];
  if (encoding === undefined || answer.body.length === 0 || !isDecodable(encoding)) return answer;
  try {
    const body = await decoders[encoding](answer.body, { maxOutputLength: maxBytes });
    return { ...answer, body };
  } catch (error) {
    if (error instanceof RangeError) throw new AnswerTooLarge(maxBytes);
    throw error;
  }
}

function isDecodable(encoding: string): encoding is keyof typeof decoders {
  return Object.hasOwn(decoders, encoding);
}
