import { z } from 'zod';
import { adfToStorage, parseAdf, wikiToStorage } from '../content/index.ts';
import { contentContext } from './content-context.ts';
import type { Person } from './entities.ts';
import { Refusal } from './refusal.ts';
import type { Site } from './site.ts';

const flat = z.object({
  representation: z.enum(['storage', 'atlas_doc_format', 'wiki']),
  value: z.string(),
});
const nested = z.object({
  storage: flat.partial({ representation: true }).optional(),
  atlas_doc_format: flat.partial({ representation: true }).optional(),
  wiki: flat.partial({ representation: true }).optional(),
});

/** A body as clients write it: one representation, or nested under its name. */
export const bodyWrite = z.union([flat, nested]);

export type BodyWrite = z.output<typeof bodyWrite>;

/** What a written body means: storage, and the ADF that it was made from. */
export interface WrittenBody {
  readonly storage: string;
  readonly adf?: string;
}

/** Reads a written body. @throws Refusal `invalid` when the value is not in its representation */
export function readBody(
  site: Site,
  person: Person,
  body: BodyWrite | undefined,
  of: { readonly id: string; readonly spaceId: string },
): WrittenBody {
  const { representation, value } = onlyOne(body);
  switch (representation) {
    case 'storage':
      return { storage: value };
    case 'atlas_doc_format': {
      const adf = parseAdf(value);
      if (adf === null)
        throw new Refusal('invalid', 'Invalid ADF: the value is not an Atlassian Document Format document');
      return { storage: adfToStorage(adf, contentContext(site, person, of)), adf: value };
    }
    case 'wiki': {
      const result = wikiToStorage(value);
      if (!result.ok)
        throw new Refusal('invalid', `Error parsing wiki markup, line ${result.line}: ${result.message}`);
      return { storage: result.storage };
    }
  }
}

function onlyOne(body: BodyWrite | undefined): z.output<typeof flat> {
  if (body === undefined) return { representation: 'storage', value: '' };
  if ('value' in body) return body;
  for (const representation of ['storage', 'atlas_doc_format', 'wiki'] as const) {
    const value =
      'storage' in body || 'wiki' in body || 'atlas_doc_format' in body ? body[representation]?.value : null;
    if (typeof value === 'string') return { representation, value };
  }
  return { representation: 'storage', value: '' };
}
