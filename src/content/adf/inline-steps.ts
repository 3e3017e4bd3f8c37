import type { UnitPlan } from '../edit/plan.ts';
import type { Piece, Unit } from '../model/inline.ts';
import type { Token } from '../model/tokens.ts';
import type { AdfPiece } from './reader.ts';

/** A stretch of a text, or an atom, with the tags that are shown around it. */
export interface Stretch {
  readonly piece: AdfPiece;
  readonly from: number;
  readonly to: number;
  /** Index of the old token, -1 for what is not shown. */
  readonly token: number;
  /** Opening pieces around it that a reader sees. */
  readonly around: readonly AdfPiece[];
}

/** What stands in the new unit at one place: something of the old one, or a new token beside it. */
export type Step =
  | { readonly kind: 'keep'; readonly stretch: Stretch; readonly newToken: number }
  | { readonly kind: 'drop'; readonly stretch: Stretch }
  | { readonly kind: 'new'; readonly token: Token; readonly newToken: number };

/** Old stretches and new tokens in the order of the result; what replaces something stands before it. */
export function orderSteps(unit: Unit, plan: UnitPlan): Step[] {
  const { oldTokens, newTokens, matches } = plan;
  const stretches = stretchesOf(unit, oldTokens);
  const newOf = new Int32Array(oldTokens.length).fill(-1);
  matches.forEach((oldIndex, newIndex) => {
    if (oldIndex >= 0) newOf[oldIndex] = newIndex;
  });
  const lastOfToken = new Map<number, number>();
  stretches.forEach((stretch, at) => lastOfToken.set(stretch.token, at));
  const showsNothing = stretches.every((stretch) => stretch.token === -1);
  const steps: Step[] = [];
  let next = 0;
  const writeUpTo = (end: number): void => {
    for (; next < end; next += 1) {
      const token = newTokens[next];
      if (token !== undefined && matches[next] === -1) steps.push({ kind: 'new', token, newToken: next });
    }
  };
  /** New tokens right behind the last one written, up to the next that keeps an old token. */
  const writeFollowing = (): void => {
    let end = next;
    while (end < newTokens.length && (matches[end] === -1 || isTag(newTokens[end]))) end += 1;
    writeUpTo(end);
  };
  stretches.forEach((stretch, at) => {
    const { token } = stretch;
    const newToken = token === -1 ? -1 : (newOf[token] ?? -1);
    if (newToken !== -1) {
      writeUpTo(newToken);
      next = Math.max(next, newToken + 1);
      steps.push({ kind: 'keep', stretch, newToken });
      if (lastOfToken.get(token) === at) writeFollowing();
    } else if (token !== -1) {
      writeFollowing();
      steps.push({ kind: 'drop', stretch });
    } else {
      if (showsNothing && stretch.piece.kind === 'text') writeUpTo(newTokens.length);
      steps.push({ kind: 'keep', stretch, newToken: -1 });
    }
  });
  writeUpTo(newTokens.length);
  return steps;
}

function isTag(token: Token | undefined): boolean {
  return token?.kind === 'open' || token?.kind === 'close';
}

/** Everything in a unit in order; a text falls into the parts that tokens show and the rest. */
function stretchesOf(unit: Unit, tokens: readonly Token[]): Stretch[] {
  const byPiece = new Map<number, Array<{ from: number; to: number; token: number }>>();
  tokens.forEach((token, index) => {
    for (const { piece, from, to } of token.parts) {
      const parts = byPiece.get(piece) ?? [];
      parts.push({ from, to, token: index });
      byPiece.set(piece, parts);
    }
  });
  const stretches: Stretch[] = [];
  let around: readonly AdfPiece[] = [];
  unit.pieces.forEach((piece: Piece, index) => {
    const parts = byPiece.get(index) ?? [];
    if (piece.kind === 'open') around = [...around, piece];
    else if (piece.kind === 'close') around = around.slice(0, -1);
    else if (piece.kind === 'atom')
      stretches.push({ piece, from: 0, to: 0, token: parts[0]?.token ?? -1, around });
    else if (piece.kind === 'text' || piece.pair === -1) {
      let at = 0;
      for (const { from, to, token } of parts) {
        if (from > at) stretches.push({ piece, from: at, to: from, token: -1, around });
        stretches.push({ piece, from, to, token, around });
        at = to;
      }
      if (at < piece.text.length || parts.length === 0)
        stretches.push({ piece, from: at, to: piece.text.length, token: -1, around });
    }
  });
  return stretches;
}
