import type { Piece, Unit } from '../model/inline.ts';
import { tokensOf, type Token } from '../model/tokens.ts';
import { lexInline } from '../view/lex-inline.ts';
import { matchKeys } from './myers.ts';
import type { PageIndex } from './page-index.ts';
import type { UnitPlan } from './plan.ts';
import { writtenPieces } from './written-pieces.ts';

const emptyUnit: Unit = { kind: 'inline', pieces: [] };

/** The difference between a unit and its edited text; undefined when they say the same. */
export function planInline(old: Unit | undefined, text: string, index: PageIndex): UnitPlan | undefined {
  const unit = old ?? emptyUnit;
  return planPieces(unit, writtenPieces(lexInline(text), index, unit));
}

/** The same for code, to the letter. */
export function planCode(old: Unit | undefined, lines: readonly string[]): UnitPlan | undefined {
  const text = lines.join('\n');
  const piece: Piece = { kind: 'text', start: -1, end: -1, text, literal: false, pair: -1 };
  return planPieces(old ?? { kind: 'code', pieces: [] }, [piece]);
}

/** The difference between a unit and the pieces that are to stand in its place. */
export function planPieces(old: Unit, newPieces: Piece[]): UnitPlan | undefined {
  const oldTokens = tokensOf(old);
  const newTokens = tokensOf({ kind: old.kind, pieces: newPieces });
  const matches = matchKeys(keysOf(oldTokens), keysOf(newTokens));
  keepPairsTogether(oldTokens, newTokens, matches);
  const same =
    oldTokens.length === newTokens.length &&
    matches.every((oldIndex, newIndex) => {
      const before = oldTokens[oldIndex];
      const after = newTokens[newIndex];
      return before !== undefined && after !== undefined && sameDetails(before, after);
    });
  return same ? undefined : { oldTokens, newPieces, newTokens, matches };
}

function keysOf(tokens: readonly Token[]): string[] {
  return tokens.map((token) => token.key);
}

/** What a key leaves out: the label of an atom with a handle, the address of a link. */
export function sameDetails(before: Token, after: Token): boolean {
  return before.atom?.label === after.atom?.label && before.tag?.url === after.tag?.url;
}

/** An opening tag is kept only with its own closing tag. */
function keepPairsTogether(
  oldTokens: readonly Token[],
  newTokens: readonly Token[],
  matches: Int32Array,
): void {
  newTokens.forEach((token, index) => {
    if (token.kind !== 'open') return;
    const oldOpen = matches[index] ?? -1;
    const oldClose = oldTokens[oldOpen]?.pair ?? -1;
    if (oldOpen === -1 || matches[token.pair] !== oldClose) {
      matches[index] = -1;
      matches[token.pair] = -1;
    }
  });
  newTokens.forEach((token, index) => {
    if (token.kind === 'close' && (matches[token.pair] ?? -1) === -1) matches[index] = -1;
  });
}
