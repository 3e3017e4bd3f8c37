import { z } from 'zod';
import { once } from '../kernel/once.ts';

/**
 * Fields that several operations take. They are lenient in what a model may mean (a number for an id, one value for a
 * list) and the schema that clients see stays the plain one, because a coercion is a preprocess step in front of it.
 * All are functions: schemas are made on first use (once.ts).
 */
const numberAsText = (value: unknown): unknown =>
  typeof value === 'number' && Number.isSafeInteger(value)
    ? String(value)
    : typeof value === 'string'
      ? value.trim()
      : value;

const textAsNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;

const oneAsList = (value: unknown): unknown => (typeof value === 'string' ? value.split(',') : value);

export const adfAlias = (value: unknown): unknown => (value === 'adf' ? 'atlas_doc_format' : value);

const digits = once(() =>
  z
    .string()
    .refine(
      (id) => /^\d{1,19}$/.test(id),
      'an id is digits, such as 123456 (in a page address: after /pages/)',
    ),
);

/** The id of a page, space, comment or other content; a number becomes text. */
export function idField(description: string) {
  return z.preprocess(numberAsText, digits()).describe(description);
}

export function idListField(description: string) {
  return z
    .preprocess(
      (value) => oneAsList(numberAsText(value)),
      z.array(z.preprocess(numberAsText, digits())).min(1).max(250),
    )
    .describe(description);
}

export function textListField(description: string) {
  return z.preprocess(oneAsList, z.array(z.string().trim().min(1)).min(1).max(250)).describe(description);
}

/** `att…`; digits alone are completed, since the number is what people see in addresses. */
export function attachmentIdField(description: string) {
  return z
    .preprocess(
      (value) => {
        const text = numberAsText(value);
        return typeof text === 'string' && /^\d+$/.test(text) ? `att${text}` : text;
      },
      z
        .string()
        .refine((id) => /^att\d{1,19}$/.test(id), 'an attachment id is att and digits, such as att123456'),
    )
    .describe(description);
}

export function wholeNumberField(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  return z.preprocess(textAsNumber, z.int().min(minimum).max(maximum));
}

/** Rows wanted; 1 to 250 (facts: confluence-api §2.1). */
export const limitField = once(() => wholeNumberField(1, 250).exactOptional());

export const cursorField = once(() => z.string().min(1).exactOptional());

/** What follows a list: where every list operation takes the same two. */
export function listFields() {
  return { limit: limitField(), cursor: cursorField() };
}

/** Lists give no rendered bodies (facts: confluence-api §5). */
const listBodyFormats = once(() => z.enum(['storage', 'atlas_doc_format']));

export const listBodyFormatField = once(() => z.preprocess(adfAlias, listBodyFormats()).exactOptional());

export function versionNumberField(description: string) {
  return wholeNumberField(1).describe(description);
}

/** Confluence takes titles of up to 255 characters. */
export const titleField = once(() =>
  z.string().refine((title) => title.trim() !== '' && title.length <= 255, 'a title has 1 to 255 characters'),
);

export const newStatusField = once(() => z.enum(['current', 'draft']).default('current'));

const contentStatuses = ['current', 'archived', 'trashed', 'deleted'] as const;

/** One status or several. */
export const statusListField = once(() =>
  z.preprocess(oneAsList, z.array(z.enum(contentStatuses)).min(1)).exactOptional(),
);

export const commentStatusField = once(() => z.enum(contentStatuses).exactOptional());

export const dateSortField = once(() =>
  z.enum(['created-date', '-created-date', 'modified-date', '-modified-date']).exactOptional(),
);

/** A body to write. ADF may come as an object; Confluence wants it as a JSON string (facts: confluence-api §5). */
export const writeBodyField = once(() =>
  z
    .strictObject({
      representation: z.preprocess(
        adfAlias,
        z.enum(['storage', 'atlas_doc_format', 'wiki', 'markdown']).default('storage'),
      ),
      value: z.preprocess(
        (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value),
        z.string(),
      ),
    })
    .superRefine((body, context) => {
      if (body.representation !== 'atlas_doc_format' || isAdfDocument(body.value)) return;
      context.addIssue({
        code: 'custom',
        path: ['value'],
        message: 'atlas_doc_format takes an ADF document: JSON with "type": "doc"',
      });
    }),
);

export type WriteBody = z.output<ReturnType<typeof writeBodyField>>;

function isAdfDocument(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && 'type' in parsed && parsed.type === 'doc';
  } catch {
    return false;
  }
}
