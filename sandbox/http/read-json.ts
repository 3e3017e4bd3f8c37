import type { z } from 'zod';
import { Refusal } from '../model/refusal.ts';
import type { RouteContext } from './context.ts';

/** Above this a write is refused with 413 (facts: confluence-api §3.1). */
export const mostBodyBytes = 5 * 1024 * 1024;

/**
 * The request's JSON body in the shape that the route expects.
 * @throws Refusal `too-large`, `unsupported-media-type`, `invalid`
 */
export async function readJson<T extends z.ZodType>(c: RouteContext, schema: T): Promise<z.output<T>> {
  const type = c.req.header('content-type') ?? 'application/json';
  if (!/json/i.test(type))
    throw new Refusal('unsupported-media-type', `Content type '${type}' not supported`);
  const parsed = schema.safeParse(parseJson(await readText(c)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Refusal(
    'invalid',
    `Invalid request body${where === '' ? '' : ` at '${where}'`}: ${issue?.message ?? ''}`,
  );
}

async function readText(c: RouteContext): Promise<string> {
  if (Number(c.req.header('content-length') ?? 0) > mostBodyBytes) throw tooLarge();
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (bytes.byteLength > mostBodyBytes) throw tooLarge();
  return new TextDecoder().decode(bytes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal('invalid', `The request body is not valid JSON: ${why}`);
  }
}

function tooLarge(): Refusal {
  return new Refusal('too-large', 'The request is too large in size (over 5 MB)');
}
