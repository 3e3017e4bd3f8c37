import { escapeAttribute } from './escape.ts';
import { parseStorage } from './parse-storage.ts';
import { type SourceEdit, spliceSource } from './splice-source.ts';
import { attributeOf, descendants } from './storage-tree.ts';
import { type TextRun, textRuns } from './visible-text.ts';

const marker = 'ac:inline-comment-marker';

/**
 * Wraps the `matchIndex`-th (zero-based) verbatim occurrence of `selection` in the visible text with inline-comment
 * markers that carry `ref`, one for each text node it touches, as Confluence stores them; null when the selection does
 * not occur exactly `matchCount` times. An occurrence lies within one block; occurrences do not overlap. Text of code
 * and other plain-text macro bodies cannot carry a marker and does not count.
 */
export function insertInlineMarker(
  storage: string,
  selection: string,
  matchCount: number,
  matchIndex: number,
  ref: string,
): string | null {
  if (selection.trim() === '') return null;
  const found: { run: TextRun; from: number }[] = [];
  for (const run of textRuns(storage)) {
    let from = run.text.indexOf(selection);
    while (from !== -1) {
      found.push({ run, from });
      from = run.text.indexOf(selection, from + selection.length);
    }
  }
  const match = found[matchIndex];
  if (found.length !== matchCount || match === undefined) return null;
  const open = `<${marker} ac:ref="${escapeAttribute(ref)}">`;
  const close = `</${marker}>`;
  const edits: SourceEdit[] = [];
  const end = match.from + selection.length;
  for (const piece of match.run.pieces) {
    const from = Math.max(match.from, piece.from);
    const to = Math.min(end, piece.from + piece.text.length);
    if (from >= to) continue;
    const start = piece.openAt(from - piece.from);
    const stop = piece.closeAt(to - piece.from);
    if (edits.some((edit) => edit.start === start && edit.text === open)) continue;
    edits.push({ start, end: start, text: open }, { start: stop, end: stop, text: close });
  }
  return spliceSource(storage, edits);
}

/** The body without the markers of `ref`; what they wrapped stays. */
export function removeInlineMarker(storage: string, ref: string): string {
  const edits: SourceEdit[] = [];
  for (const element of descendants(parseStorage(storage).root, marker)) {
    if (attributeOf(element, 'ac:ref') !== ref) continue;
    edits.push({ start: element.start, end: element.openEnd, text: '' });
    if (!element.selfClosing) edits.push({ start: element.closeStart, end: element.end, text: '' });
  }
  return spliceSource(storage, edits);
}

/** Distinct marker references in document order. */
export function markerRefs(storage: string): string[] {
  const refs = new Set<string>();
  for (const element of descendants(parseStorage(storage).root, marker)) {
    const ref = attributeOf(element, 'ac:ref');
    if (ref !== undefined) refs.add(ref);
  }
  return [...refs];
}
