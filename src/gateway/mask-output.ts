import { AppError } from '../kernel/app-error.ts';
import { markText } from '../operations/masked/mask-text.ts';
import type { SensitiveText } from '../operations/operation.ts';

/** What was masked, by detector; for the record. */
export type MaskCounts = Map<string, number>;

/** `email 3`, by name. */
export function countedMasks(counts: MaskCounts): readonly string[] {
  return [...counts].map(([name, count]) => `${name} ${count}`).toSorted();
}

/** Fields that the next call has to give back as they are. Nobody writes into them. */
const machineField =
  /^(?:id|etag|cursor|nextCursor|downloadLink|markerRef|[A-Za-z]+(?:Id|At|Cursor|Format))$/;
const machineValue = /^[\w.:/?=&%+~-]+$/;

/**
 * An answer with everything masked that a detector finds in its texts, before anything is made of it: text for a model
 * and structured content come from the same. Ids, versions and cursors stay.
 */
export function maskOutput(output: unknown, find: SensitiveText, counts: MaskCounts): unknown {
  const visit = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') {
      if (machineField.test(field) && machineValue.test(value)) return value;
      return maskString(value, find, counts);
    }
    if (Array.isArray(value)) return value.map((item) => visit(item, field));
    if (typeof value !== 'object' || value === null) return value;
    if ('representation' in value && value.representation === 'atlas_doc_format' && 'value' in value)
      return { ...value, value: maskJson(value.value, find, counts) };
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, name)]));
  };
  return visit(output, '');
}

/** A failure as its caller may read it: what it quotes is masked too. */
export function maskError(error: AppError, find: SensitiveText, counts: MaskCounts): AppError {
  const { excerpt, upstreamMessage, nextStep } = error.fields;
  return new AppError(error.code, maskProse(error.message, find, counts), {
    ...error.fields,
    ...(nextStep !== undefined && { nextStep: maskProse(nextStep, find, counts) }),
    ...(excerpt !== undefined && { excerpt: maskProse(excerpt, find, counts) }),
    ...(upstreamMessage !== undefined && { upstreamMessage: maskProse(upstreamMessage, find, counts) }),
  });
}

/** Text of ours with words of Confluence in it: a preview, a failure. Addresses in it are masked as addresses. */
export function maskProse(text: string, find: SensitiveText, counts: MaskCounts): string {
  return text
    .split(/(https?:\/\/[^\s"'<>()]+)/)
    .map((part) => maskString(part, find, counts))
    .join('');
}

function maskString(text: string, find: SensitiveText, counts: MaskCounts): string {
  const marked = /^https?:\/\//.test(text) ? markAddress(text, find) : markText(text, find);
  for (const { name } of marked.marks) counts.set(name, (counts.get(name) ?? 0) + 1);
  return marked.text;
}

/** Addresses of pages have their titles in them, written in another way. Numbers alone are ids. */
function markAddress(
  address: string,
  find: SensitiveText,
): { readonly text: string; readonly marks: readonly { readonly name: string }[] } {
  const marks: { readonly name: string }[] = [];
  const text = address
    .split(/([/?&=#])/)
    .map((part) => {
      if (/^\d*$/.test(part)) return part;
      const marked = markText(decoded(part), find);
      marks.push(...marked.marks);
      return marked.marks.length === 0 ? part : encodeURIComponent(marked.text);
    })
    .join('');
  return { text, marks };
}

function decoded(part: string): string {
  const spaced = part.replaceAll('+', ' ');
  // A plus at the beginning is one of a telephone number.
  const text = part.startsWith('+') ? `+${spaced.slice(1)}` : spaced;
  try {
    return decodeURIComponent(text);
  } catch {
    return part;
  }
}

/** ADF stays JSON: its texts are masked one by one, and as a whole where something reaches over several of them. */
function maskJson(value: unknown, find: SensitiveText, counts: MaskCounts): unknown {
  if (typeof value !== 'string') return maskOutput(value, find, counts);
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    return maskString(value, find, counts);
  }
  const masked = JSON.stringify(maskOutput(document, find, counts));
  return maskString(masked, find, counts);
}
