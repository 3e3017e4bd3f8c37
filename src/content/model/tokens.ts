import type { Atom, Piece, Tag, Unit } from './inline.ts';
import { isVisible, stripNoWidth } from './text.ts';
import { splitWords, type WordKind } from './words.ts';

/** A stretch of one text piece, in characters of its decoded text; a whole piece for the rest. */
export interface Part {
  readonly piece: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What two texts are compared by: a word, white space, a sign, a line break of code, a tag or an atom. Tokens with the same
 * key are the same; handles count, ways of writing do not.
 */
export interface Token {
  readonly kind: WordKind | 'newline' | 'open' | 'close' | 'atom';
  readonly key: string;
  /** Literal text of word, space and sign; a space is one blank in running text. */
  readonly text: string;
  readonly tag?: Tag;
  readonly atom?: Atom;
  /** Index of the partner of an opening or closing token, -1 without one. */
  pair: number;
  /** Where an old token stands; empty for a written one. */
  readonly parts: readonly Part[];
}

/** The tokens of a unit as the view shows it. */
export function tokensOf(unit: Unit): Token[] {
  const tokens: Token[] = [];
  const tokenOfPiece = new Map<number, number>();
  unit.pieces.forEach((piece, index) => {
    if (piece.kind === 'text') {
      if (unit.kind === 'code') appendCode(tokens, piece, index);
      else appendText(tokens, piece, index);
    } else if (piece.kind !== 'hidden') {
      tokenOfPiece.set(index, tokens.length);
      tokens.push(structuralToken(piece, index));
    }
  });
  for (const [piece, token] of tokenOfPiece) {
    const own = tokens[token];
    if (own !== undefined) own.pair = tokenOfPiece.get(unit.pieces[piece]?.pair ?? -1) ?? -1;
  }
  return unit.kind === 'code' ? tokens : trimSpace(tokens);
}

function structuralToken(piece: Piece, index: number): Token {
  const parts = [{ piece: index, from: 0, to: 0 }];
  if (piece.tag !== undefined && piece.kind !== 'atom')
    return {
      kind: piece.kind === 'open' ? 'open' : 'close',
      key: tagKey(piece.tag, piece.kind === 'open'),
      text: '',
      tag: piece.tag,
      pair: -1,
      parts,
    };
  const atom = piece.atom ?? { name: 'x', label: '' };
  return {
    kind: atom.name === 'glyph' ? 'sign' : 'atom',
    key: atomKey(atom),
    text: atom.name === 'glyph' ? atom.label : '',
    atom,
    pair: -1,
    parts,
  };
}

/** Key of an opening or closing tag: the address of a link is not part of it, so that changing it keeps the link. */
export function tagKey(tag: Tag, open: boolean): string {
  const side = open ? 'open' : 'close';
  if (tag.syntax === 'mark') return `${side} ${tag.name}`;
  return `${side} ${tag.name} #${tag.handle?.id ?? ''}`;
}

/** Key of an atom: what has a handle is known by it, the rest by its label. */
export function atomKey(atom: Atom): string {
  if (atom.name === 'glyph') return stripNoWidth(atom.label);
  return atom.handle === undefined
    ? `atom ${atom.name} ${atom.label}`
    : `atom ${atom.name} #${atom.handle.id}`;
}

function appendText(tokens: Token[], piece: Piece, index: number): void {
  for (const { text, kind, from, to } of splitWords(piece.text)) {
    const literal = kind === 'space' ? ' ' : stripNoWidth(text);
    if (literal === '' || !(kind === 'space' || isVisible(literal))) continue;
    const part = { piece: index, from, to };
    const last = tokens.at(-1);
    if (last !== undefined && kind !== 'sign' && last.kind === kind && last.parts.length > 0) {
      const joined = kind === 'space' ? ' ' : last.text + literal;
      tokens[tokens.length - 1] = { ...last, key: joined, text: joined, parts: [...last.parts, part] };
    } else {
      tokens.push({ kind, key: literal, text: literal, pair: -1, parts: [part] });
    }
  }
}

const codePattern = /\r?\n|[\p{L}\p{N}\p{M}]+|[ \t]+|[^]/gu;

/** Splits code to the letter: words, runs of blanks, signs, line breaks. */
export function* splitCode(
  text: string,
): Generator<{ text: string; kind: Token['kind']; from: number; to: number }> {
  for (const match of text.matchAll(codePattern)) {
    const [found] = match;
    const newline = found === '\n' || found === '\r\n';
    const kind = newline
      ? 'newline'
      : /^[ \t]/.test(found)
        ? 'space'
        : /^[\p{L}\p{N}\p{M}]/u.test(found)
          ? 'word'
          : 'sign';
    yield { text: newline ? '\n' : found, kind, from: match.index, to: match.index + found.length };
  }
}

function appendCode(tokens: Token[], piece: Piece, index: number): void {
  for (const { text, kind, from, to } of splitCode(piece.text)) {
    const part = { piece: index, from, to };
    const last = tokens.at(-1);
    if (last !== undefined && (kind === 'word' || kind === 'space') && last.kind === kind) {
      const joined = last.text + text;
      tokens[tokens.length - 1] = { ...last, key: joined, text: joined, parts: [...last.parts, part] };
    } else {
      tokens.push({ kind, key: text, text, pair: -1, parts: [part] });
    }
  }
}

/** Drops white space at both ends: it stays in the source and no view shows it. */
function trimSpace(tokens: Token[]): Token[] {
  const first = tokens[0]?.kind === 'space' ? 1 : 0;
  const last = tokens.length > first && tokens.at(-1)?.kind === 'space' ? tokens.length - 1 : tokens.length;
  if (first === 0 && last === tokens.length) return tokens;
  const kept = tokens.slice(first, last);
  if (first > 0) for (const token of kept) if (token.pair >= 0) token.pair -= first;
  return kept;
}
