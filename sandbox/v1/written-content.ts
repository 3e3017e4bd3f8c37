import { z } from 'zod';
import type { RouteContext } from '../http/context.ts';
import { readBody, type WrittenBody } from '../model/written-body.ts';

const value = z.looseObject({ value: z.string() });

/** A body as v1 takes it: `{storage: {value, representation}}`, or another representation. */
export const bodyGiven = z
  .looseObject({ storage: value, atlas_doc_format: value, wiki: value })
  .partial()
  .optional();

/** What a written body means. @throws Refusal `invalid` when the value is not in its representation */
export function writtenBody(
  c: RouteContext,
  given: z.output<typeof bodyGiven>,
  of: { readonly id: string; readonly spaceId: string },
): WrittenBody {
  const representation = (['storage', 'atlas_doc_format', 'wiki'] as const).find(
    (name) => given?.[name] !== undefined,
  );
  const text = representation === undefined ? '' : (given?.[representation]?.value ?? '');
  const body = { representation: representation ?? 'storage', value: text } as const;
  return readBody(c.get('site'), c.get('person'), body, of);
}
