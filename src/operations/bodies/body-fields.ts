import { z } from 'zod';
import { adfAlias, wholeNumberField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';

const formats = ['markdown', 'storage', 'atlas_doc_format', 'view'] as const;

/** How a body is to come: Markdown to read and edit, or one of Confluence's own formats to the letter. */
export type ReadFormat = (typeof formats)[number];

// The default stands inside the preprocess step: outside, the schema that clients see would not show it.
export const readFormatField = once(() => z.preprocess(adfAlias, z.enum(formats).default('markdown')));
export const optionalReadFormatField = once(() => z.preprocess(adfAlias, z.enum(formats)).exactOptional());

const listFormats = ['markdown', 'storage', 'atlas_doc_format'] as const;

/** Lists give no rendered bodies (facts: confluence-api §5). */
export const listReadFormatField = once(() =>
  z.preprocess(adfAlias, z.enum(listFormats).default('markdown')),
);
/** On the grouped surface, whose users know the stored form as what they get when they say nothing. */
export const groupedListFormatField = once(() =>
  z.preprocess(adfAlias, z.enum(listFormats).default('storage')),
);

export const maxTokensField = once(() =>
  wholeNumberField(256, 100_000).describe('Default 8000').exactOptional(),
);

/** Arguments that choose a part of a Markdown view. */
export function viewFields() {
  return {
    view: z.enum(['full', 'outline', 'section', 'raw']).default('full'),
    section: z.string().min(1).describe('Heading or #handle').exactOptional(),
    ids: z.enum(['needed', 'all']).describe('all: a handle on every block').exactOptional(),
    cursor: z.string().min(1).exactOptional(),
    maxTokens: maxTokensField(),
  };
}

/** Bare, or as the header of a page writes it. */
export const etagField = once(() =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.replace(/^\s*(?:etag=)?"?|"?\s*$/g, '') : value),
    z
      .string()
      .refine((etag) => /^[0-9a-f]{4,64}$/.test(etag), 'an etag is what a read gave, such as 9f3c1a2b'),
  ),
);

const text = once(() => z.string());
const values = once(() => z.record(z.string(), z.string().nullable()));
const index = once(() => wholeNumberField(1));

const place = () => ({
  after: text().exactOptional(),
  before: text().exactOptional(),
});

const cells = once(() =>
  z.strictObject({ after: index().exactOptional(), before: index().exactOptional(), cells: z.array(text()) }),
);

/** A single edit stands for a list of one; some clients send lists as JSON text. */
const asEdits = (value: unknown): unknown => {
  if (typeof value === 'string') {
    try {
      return asEdits(JSON.parse(value));
    } catch {
      return value;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : value;
};

/** One edit each, of exactly one kind. */
export const editsField = once(() => z.preprocess(asEdits, edits()));

const edits = once(() =>
  z
    .array(
      z
        .strictObject({
          replace: z
            .strictObject({
              old: text().describe('Text of the view, unique unless all'),
              new: text(),
              in: text().describe('#handle or heading').exactOptional(),
              all: z.boolean().exactOptional(),
            })
            .exactOptional(),
          insert: z
            .strictObject({ ...place(), into: text().exactOptional(), markdown: text() })
            .describe('after, before or into a #handle, a heading or "page"')
            .exactOptional(),
          delete: z.strictObject({ target: text() }).exactOptional(),
          move: z.strictObject({ target: text(), ...place() }).exactOptional(),
          set: z
            .strictObject({
              target: text(),
              params: values().exactOptional(),
              attrs: values().exactOptional(),
              checked: z.boolean().exactOptional(),
            })
            .exactOptional(),
          table: z
            .strictObject({
              target: text(),
              rowInsert: cells().exactOptional(),
              rowDelete: index().exactOptional(),
              columnInsert: cells().exactOptional(),
              columnDelete: index().exactOptional(),
              cell: z.strictObject({ row: index(), column: index(), markdown: text() }).exactOptional(),
              expandSpan: z.boolean().exactOptional(),
            })
            .exactOptional(),
        })
        .refine((edit) => Object.values(edit).filter((part) => part !== undefined).length === 1, {
          message: 'an edit is exactly one of replace, insert, delete, move, set, table',
        }),
    )
    .min(1)
    .max(200),
);

export const allowLossField = once(() =>
  z
    .array(z.string().min(1))
    .max(100)
    .describe('#handles, or kinds such as macro or comment, that may be lost')
    .exactOptional(),
);

/** How a change is made. */
export function changeFields() {
  return {
    dryRun: z.boolean().describe('Show the effect, write nothing').exactOptional(),
    onConflict: z.enum(['merge', 'reject']).default('merge'),
    allowLoss: allowLossField(),
    message: z.string().max(500).describe('Version message').exactOptional(),
  };
}
