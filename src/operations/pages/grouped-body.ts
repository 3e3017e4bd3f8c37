import { z } from 'zod';

/** Turns `{id, body: {title, body, …}}` of the grouped surface into the flat arguments `{id, title, body, …}`. */
export function flattenBody(args: unknown): unknown {
  const { body, ...rest } = nested.parse(args);
  return { ...rest, ...body };
}

const nested = z.looseObject({ body: z.looseObject({}) });
