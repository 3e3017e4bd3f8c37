import type { Piece } from './inline.ts';
import { isVisible } from './text.ts';

/**
 * Marks the tags that a reader would not notice as hidden: around nothing but white space, and a mark inside the same
 * mark. The view shows none of them, and an edited text that has them means the same without.
 */
export function hideIdleTags(pieces: Piece[]): void {
  const seenBefore: number[] = [];
  let seen = 0;
  let tags = 0;
  for (const piece of pieces) {
    seenBefore.push(seen);
    if (piece.kind === 'atom' || (piece.kind === 'text' && isVisible(piece.text))) seen += 1;
    if (piece.kind === 'open') tags += 1;
  }
  if (tags === 0) return;
  const openMarks = new Map<string, number>();
  pieces.forEach((piece, index) => {
    if (piece.kind !== 'open' && piece.kind !== 'close') return;
    const first = piece.kind === 'open' ? index : piece.pair;
    const last = piece.kind === 'open' ? piece.pair : index;
    const mark = piece.tag?.syntax === 'mark' ? piece.tag.name : undefined;
    const depth = mark === undefined ? 0 : (openMarks.get(mark) ?? 0) + (piece.kind === 'open' ? 1 : -1);
    if (mark !== undefined) openMarks.set(mark, depth);
    const repeated = mark !== undefined && (piece.kind === 'open' ? depth > 1 : depth > 0);
    const idle = seenBefore[first] === seenBefore[last];
    if (idle || repeated) pieces[index] = { ...piece, kind: 'hidden' };
  });
}

/** Whether the unit shows anything at all. */
export function showsSomething(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => piece.kind === 'atom' || (piece.kind === 'text' && isVisible(piece.text)));
}

/** Whether the unit shows anything but line breaks: a paragraph that does not is spacing. */
export function showsMoreThanBreaks(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => (piece.kind === 'atom' ? piece.atom?.name !== 'br' : isVisible(piece.text)));
}

/** Whether something stands in what shows nothing that must not go with it: a link around white space, a note. */
export function keepsSomething(pieces: readonly Piece[]): boolean {
  return pieces.some(
    ({ kind, tag, pair }) => kind === 'hidden' && (tag === undefined ? pair === -1 : tag.syntax !== 'mark'),
  );
}
