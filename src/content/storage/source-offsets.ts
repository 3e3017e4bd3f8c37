import type { Piece } from '../model/inline.ts';

const reference = /&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);/y;

/** Where a character of the decoded text of a piece stands in the body; asked for in rising order it is linear. */
export function sourceOffsets(source: string, piece: Piece): (offset: number) => number {
  if (piece.text.length === piece.end - piece.start) return (offset) => piece.start + offset;
  let decoded = 0;
  let position = piece.start;
  return (offset) => {
    while (decoded < offset && position < piece.end) {
      if (source[position] === '&') {
        reference.lastIndex = position;
        const length = reference.exec(source)?.[0].length ?? 1;
        // A reference beyond the basic plane decodes to two units; no offset points between them.
        const wide = /[\ud800-\udbff]/.test(piece.text[decoded] ?? '');
        decoded += wide ? 2 : 1;
        position += length;
      } else {
        decoded += 1;
        position += 1;
      }
    }
    return position;
  };
}
