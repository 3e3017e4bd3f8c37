import type { Piece, Unit } from '../model/inline.ts';
import type { Token } from '../model/tokens.ts';
import { planPieces } from './plan-unit.ts';
import type { UnitPlan } from './plan.ts';

/** A comment anchor that an edit left out and that was put back. */
export interface Reanchored {
  /** Handle without `#`. */
  readonly handle: string;
  /** What was anchored. */
  readonly before: string;
  /** What is anchored now. */
  readonly after: string;
}

/**
 * Puts comment anchors back that the new text of a unit leaves out: around the anchored words when at least half of them
 * survive together, else on the nearest surviving word. An anchor without any stays lost, for the gate to refuse.
 */
export function keepAnchors(
  old: Unit,
  plan: UnitPlan,
  mayLose: (handle: string) => boolean,
): { readonly plan: UnitPlan | undefined; readonly reanchored: readonly Reanchored[] } {
  const reanchored: Reanchored[] = [];
  let current: UnitPlan | undefined = plan;
  const refused = new Set<number>();
  while (current !== undefined && reanchored.length < mostAnchors) {
    const lost = lostAnchor(current, refused, mayLose);
    if (lost === undefined) break;
    const range = rangeFor(current, lost);
    if (range === undefined) {
      refused.add(lost);
      continue;
    }
    const before = textBetween(current.oldTokens, lost + 1, (current.oldTokens[lost]?.pair ?? lost) - 1);
    const after = textBetween(current.newTokens, range.from, range.to);
    reanchored.push({ handle: current.oldTokens[lost]?.tag?.handle?.shown ?? '', before, after });
    current = planPieces(old, wrap(current, lost, range));
  }
  return { plan: current, reanchored };
}

/** More anchors than this in one unit are not put back but refused: each takes the unit apart anew. */
const mostAnchors = 64;

/** Index of the opening old token of an anchor that no new token carries on. */
function lostAnchor(
  plan: UnitPlan,
  refused: ReadonlySet<number>,
  mayLose: (handle: string) => boolean,
): number | undefined {
  const carried = new Map<string, number>();
  const kept = new Set(plan.matches);
  plan.newTokens.forEach((token, index) => {
    const id = token.kind === 'open' && token.tag?.name === 'c' ? token.tag.handle?.id : undefined;
    if (id !== undefined && plan.matches[index] === -1) carried.set(id, (carried.get(id) ?? 0) + 1);
  });
  for (const [index, token] of plan.oldTokens.entries()) {
    const handle = token.kind === 'open' && token.tag?.name === 'c' ? token.tag.handle : undefined;
    if (handle === undefined || kept.has(index) || refused.has(index) || mayLose(handle.id)) continue;
    const left = carried.get(handle.id) ?? 0;
    if (left === 0) return index;
    carried.set(handle.id, left - 1);
  }
  return undefined;
}

interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** The new tokens that an anchor may enclose. */
function rangeFor(plan: UnitPlan, lost: number): TokenRange | undefined {
  const { oldTokens, newTokens } = plan;
  const close = oldTokens[lost]?.pair ?? lost;
  const isWord = (token: Token | undefined): boolean => token?.kind === 'word';
  const total = oldTokens.slice(lost, close).filter((token) => isWord(token)).length;
  let best: TokenRange | undefined;
  let most = 0;
  let run: { from: number; to: number; words: number } | undefined;
  newTokens.forEach((token, index) => {
    if (!isWord(token)) return;
    const from = plan.matches[index] ?? -1;
    if (from > lost && from < close)
      run =
        run === undefined
          ? { from: index, to: index, words: 1 }
          : { from: run.from, to: index, words: run.words + 1 };
    else run = undefined;
    if (run !== undefined && run.words > most) {
      most = run.words;
      best = { from: run.from, to: run.to };
    }
  });
  if (best !== undefined && most * 2 < total) best = { from: best.from, to: best.from };
  const chosen = best ?? nearestWord(plan, lost, close);
  return chosen === undefined ? undefined : wholePairs(newTokens, chosen);
}

/** The surviving word that stood nearest to the anchor. */
function nearestWord(plan: UnitPlan, open: number, close: number): TokenRange | undefined {
  let best: TokenRange | undefined;
  let distance = Number.POSITIVE_INFINITY;
  plan.matches.forEach((oldIndex, newIndex) => {
    if (oldIndex === -1 || plan.newTokens[newIndex]?.kind !== 'word') return;
    const away = oldIndex < open ? open - oldIndex : oldIndex - close;
    if (away >= distance) return;
    distance = away;
    best = { from: newIndex, to: newIndex };
  });
  return best;
}

/** The range with both ends of every pair that it touches. */
function wholePairs(tokens: readonly Token[], range: TokenRange): TokenRange {
  let { from, to } = range;
  for (let at = from; at <= to; at += 1) {
    const pair = tokens[at]?.pair ?? -1;
    if (pair > to) to = pair;
    else if (pair !== -1 && pair < from) {
      from = pair;
      at = from - 1;
    }
  }
  return { from, to };
}

/** The new pieces with the anchor around a range of their tokens. */
function wrap(plan: UnitPlan, lost: number, range: TokenRange): Piece[] {
  const first = plan.newTokens[range.from]?.parts[0]?.piece ?? 0;
  const last = plan.newTokens[range.to]?.parts.at(-1)?.piece ?? first;
  const tag = plan.oldTokens[lost]?.tag;
  const blank = { start: -1, end: -1, text: '', literal: false, ...(tag === undefined ? {} : { tag }) };
  const moved = (index: number): number =>
    index === -1 ? -1 : index + (index >= first ? 1 : 0) + (index > last ? 1 : 0);
  const pieces = plan.newPieces.map((piece) => ({ ...piece, pair: moved(piece.pair) }));
  return [
    ...pieces.slice(0, first),
    { ...blank, kind: 'open', pair: last + 2 },
    ...pieces.slice(first, last + 1),
    { ...blank, kind: 'close', pair: first },
    ...pieces.slice(last + 1),
  ];
}

function textBetween(tokens: readonly Token[], from: number, to: number): string {
  return tokens
    .slice(from, to + 1)
    .map((token) => token.text || (token.atom?.label ?? ''))
    .join('')
    .slice(0, 120);
}
