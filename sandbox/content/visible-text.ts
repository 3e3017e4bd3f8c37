import { referenceAt } from './character-references.ts';
import { parseStorage } from './parse-storage.ts';
import { type StorageElement, walk } from './storage-tree.ts';

/** One text node's share of a run. */
export interface TextPiece {
  readonly text: string;
  /** Offset of this piece in the run's text. */
  readonly from: number;
  /** Where in the source a marker opens that begins at the piece's character `index`. */
  openAt(index: number): number;
  /** Where in the source a marker closes that ends before the piece's character `index`. */
  closeAt(index: number): number;
}

/** The visible text of one block, across its formatting. */
export interface TextRun {
  readonly text: string;
  readonly pieces: readonly TextPiece[];
}

/** Formatting that a selection may cross. */
const formatting = new Set(
  (
    'a abbr b big cite code del em font i ins kbd mark q s samp small span strike strong sub sup tt u var ' +
    'ac:link ac:link-body ac:plain-text-link-body ac:inline-comment-marker'
  ).split(' '),
);
const unseen = new Set([
  'ac:parameter',
  'ac:default-parameter',
  'ac:plain-text-body',
  'ac:adf-attribute',
  'ac:adf-parameters',
  'ac:adf-fallback',
  'ac:task-id',
  'ac:task-uuid',
  'ac:task-status',
  'ac:placeholder',
]);

/** The visible text of a body, block by block; atoms such as images and macros end a run, a line break is a newline. */
export function textRuns(storage: string): TextRun[] {
  const runs: TextRun[] = [];
  let text = '';
  let pieces: TextPiece[] = [];
  const endRun = (): void => {
    if (text.trim() !== '') runs.push({ text, pieces });
    text = '';
    pieces = [];
  };
  const links: StorageElement[] = [];
  for (const { node, leaving } of walk(parseStorage(storage).root, (element) => !unseen.has(element.name))) {
    if (node.kind === 'element') {
      if (node.name === 'ac:link') {
        if (leaving) links.pop();
        else links.push(node);
      }
      if (node.name === 'br') text += leaving ? '' : '\n';
      else if (!formatting.has(node.name) && !node.name.startsWith('ri:')) endRun();
      continue;
    }
    if (node.kind === 'aside' || node.text === '') continue;
    const link = links.at(-1);
    // CDATA cannot hold markup: a marker on a plain link body goes around the link.
    if (node.kind === 'cdata') {
      const { start, end } = link ?? node;
      pieces.push({ text: node.text, from: text.length, openAt: () => start, closeAt: () => end });
    } else {
      const offsetOf = offsets(storage, node.start, node.text);
      pieces.push({ text: node.text, from: text.length, openAt: offsetOf, closeAt: offsetOf });
    }
    text += node.text;
  }
  endRun();
  return runs;
}

function offsets(source: string, start: number, text: string): (index: number) => number {
  return (index) => {
    let at = start;
    let seen = 0;
    while (seen < index && seen < text.length) {
      const piece = source[at] === '&' ? referenceAt(source, at) : null;
      if (piece !== null && 'end' in piece) {
        at = piece.end;
        seen += piece.text.length;
      } else {
        at += 1;
        seen += 1;
      }
    }
    return at;
  };
}
