import { z } from 'zod';

/**
 * Pieces of Confluence's answers that Cloud and Data Center have in common. Loose: the wire carries fields that no document
 * lists, and almost nothing is promised to be there (facts: confluence-api §11).
 */
export const id = z.union([z.string(), z.number().transform(String)]);
export const text = z.string().nullish();

export const links = z.looseObject({ base: text, webui: text, next: text }).nullish();

export type Links = z.output<typeof links>;

export const label = z.looseObject({
  id: id.nullish(),
  name: z.string(),
  prefix: z.string().default('global'),
});

export const bodyValue = z.looseObject({ representation: text, value: text }).nullish();

/** A list as every version of the API gives it. */
export function listOf<T extends z.ZodType>(row: T) {
  return z.looseObject({ results: z.array(row), _links: links });
}
