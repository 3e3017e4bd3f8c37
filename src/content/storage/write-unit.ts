import { AppError } from '../../kernel/app-error.ts';
import type { PageIndex } from '../edit/page-index.ts';
import type { UnitPlan } from '../edit/plan.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Piece, Unit } from '../model/inline.ts';
import type { Token } from '../model/tokens.ts';
import { escapeCdata, escapeText } from './entities.ts';
import { newAtom, newTags } from './new-inline.ts';
import { createNesting } from './nesting.ts';
import { relabel, retarget } from './relabel.ts';
import type { Replacement } from './replacement.ts';
import { sourceOffsets } from './source-offsets.ts';

export interface UnitWriting {
  readonly source: string;
  readonly index: PageIndex;
  readonly resolvers: Resolvers;
}

/** Something that stands in a unit, in source order: a stretch of an old token, or a piece that no token shows. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly piece: Piece;
  readonly pieceIndex: number;
  /** Index of the old token, -1 for what is hidden. */
  readonly token: number;
}

/**
 * The replacements that turn a unit into what its plan says; everything the plan keeps keeps its bytes. A unit that holds
 * nothing is filled at `emptyAt`.
 */
export function writeUnit(writing: UnitWriting, unit: Unit, plan: UnitPlan, emptyAt: number): Replacement[] {
  const { oldTokens, newTokens, matches } = plan;
  const kept = new Uint8Array(oldTokens.length);
  for (const oldIndex of matches) if (oldIndex >= 0) kept[oldIndex] = 1;
  const stretches = stretchesOf(writing.source, unit, oldTokens);
  const steps = orderSteps(stretches, plan, kept);
  const ends = endOrders(steps, unit, newTokens);
  const replacements: Replacement[] = [];
  let position = stretches[0]?.start ?? emptyAt;
  let literalDepth = 0;
  const insert = (text: string): void => {
    if (text !== '') replacements.push({ start: position, end: position, text });
  };
  const nesting = createNesting(insert);

  const keepOld = (step: OldStep, order: number): void => {
    const { piece, pieceIndex, token } = step.stretch;
    const isTag = piece.kind !== 'text' && piece.pair !== -1;
    const opensLiteral = isTag && unit.pieces[Math.min(piece.pair, pieceIndex) + 1]?.literal === true;
    if (isTag && piece.pair > pieceIndex) {
      nesting.openOld(pieceIndex, ends.get(`piece ${pieceIndex}`) ?? order);
      if (opensLiteral) literalDepth += 1;
    } else if (isTag) {
      nesting.closeOld(piece.pair);
      if (opensLiteral) literalDepth -= 1;
    } else if (token !== -1) {
      nesting.content();
    }
    if (token !== -1) amend(writing, replacements, step, piece, oldTokens, newTokens);
  };
  const writeNew = (index: number, order: number): void => {
    const token = newTokens[index];
    if (token?.kind === 'open') {
      nesting.openNew(index, tagsOf(writing, token), ends.get(`token ${index}`) ?? order);
    } else if (token?.kind === 'close') {
      nesting.closeNew(token.pair);
    } else if (token !== undefined) {
      const literal = literalDepth > 0;
      if (literal && (token.kind === 'atom' || nesting.isWaiting())) throw notInLiteral();
      nesting.content();
      insert(textOfNew(writing, token, literal));
    }
  };

  steps.forEach((step, order) => {
    if (step.kind === 'new') {
      writeNew(step.token, order);
      return;
    }
    const { start, end } = step.stretch;
    if (step.keep) keepOld(step, order);
    else replacements.push({ start, end, text: '' });
    position = end;
  });
  return replacements.filter(({ start, end, text }) => start !== end || text !== '');
}

function notInLiteral(): AppError {
  return new AppError('invalid_input', 'Formatting cannot be added inside a literal text section.', {
    nextStep: 'Replace the whole piece of code instead.',
  });
}

function tagsOf(writing: UnitWriting, token: Token): { open: string; close: string } {
  const tag = token.tag;
  if (tag === undefined) return { open: '', close: '' };
  const thing = tag.handle === undefined ? undefined : writing.index.things.get(tag.handle.id);
  const [open, close] = thing?.kind === 'piece' ? thing.pieces : [];
  if (open === undefined || close === undefined) return newTags(tag);
  const written = writing.source.slice(open.start, open.end);
  return {
    open: retarget(written, open.tag?.url, tag.url),
    close: writing.source.slice(close.start, close.end),
  };
}

function textOfNew(writing: UnitWriting, token: Token, literal: boolean): string {
  if (token.kind === 'atom' && token.atom !== undefined) {
    const { handle } = token.atom;
    const thing = handle === undefined ? undefined : writing.index.things.get(handle.id);
    const own = thing?.kind === 'piece' ? thing.pieces[0] : undefined;
    if (own === undefined) return newAtom(token.atom, writing.resolvers);
    const text = writing.source.slice(own.start, own.end);
    return own.atom?.label === token.atom.label ? text : relabel(text, token.atom);
  }
  return literal ? escapeCdata(token.text) : escapeText(token.text);
}

/** A kept atom with a new label, or a kept link with a new address. */
function amend(
  writing: UnitWriting,
  replacements: Replacement[],
  step: OldStep,
  piece: Piece,
  oldTokens: readonly Token[],
  newTokens: readonly Token[],
): void {
  const before = oldTokens[step.stretch.token];
  const after = newTokens[step.matched];
  if (before === undefined || after === undefined) return;
  const text = writing.source.slice(piece.start, piece.end);
  if (before.atom !== undefined && after.atom !== undefined && before.atom.label !== after.atom.label)
    replacements.push({ start: piece.start, end: piece.end, text: relabel(text, after.atom) });
  else if (before.kind === 'open' && before.tag?.url !== after.tag?.url)
    replacements.push({
      start: piece.start,
      end: piece.end,
      text: retarget(text, before.tag?.url, after.tag?.url),
    });
}

interface OldStep {
  readonly kind: 'old';
  readonly stretch: Stretch;
  readonly keep: boolean;
  /** The new token that keeps it, -1 for none. */
  readonly matched: number;
}

type Step = OldStep | { readonly kind: 'new'; readonly token: number };

/** Old stretches and new tokens in the order of the result; what replaces something stands where that stood. */
function orderSteps(stretches: readonly Stretch[], plan: UnitPlan, kept: Uint8Array): Step[] {
  const steps: Step[] = [];
  const { newTokens, matches } = plan;
  const newOf = new Int32Array(kept.length).fill(-1);
  matches.forEach((oldIndex, newIndex) => {
    if (oldIndex >= 0) newOf[oldIndex] = newIndex;
  });
  let next = 0;
  const writeUpTo = (end: number): void => {
    for (; next < end; next += 1) if (matches[next] === -1) steps.push({ kind: 'new', token: next });
  };
  let written = false;
  const lastToken = new Map<number, number>();
  stretches.forEach((stretch, at) => {
    if (stretch.token !== -1) lastToken.set(stretch.token, at);
  });
  let lastShown = -1;
  stretches.forEach((stretch, at) => {
    if (stretch.token !== -1) lastShown = at;
  });
  stretches.forEach((stretch, at) => {
    const { token } = stretch;
    if (token !== -1 && kept[token] === 1) {
      writeUpTo(newOf[token] ?? next);
      next = Math.max(next, (newOf[token] ?? next) + 1);
      steps.push({ kind: 'old', stretch, keep: true, matched: newOf[token] ?? -1 });
      // What replaces the next token is written where that stands, behind whatever is hidden in between.
      if (lastToken.get(token) === at && (token + 1 === kept.length || kept[token + 1] === 1))
        writeFollowing();
    } else if (token !== -1) {
      writeFollowing();
      steps.push({ kind: 'old', stretch, keep: false, matched: -1 });
    } else {
      if (lastShown === -1 && !written && isPlace(stretch)) {
        written = true;
        writeUpTo(newTokens.length);
      }
      steps.push({ kind: 'old', stretch, keep: true, matched: -1 });
    }
  });
  writeUpTo(newTokens.length);
  return steps;

  /** New tokens right behind the last one written, up to the next that keeps an old token. */
  function writeFollowing(): void {
    let end = next;
    while (end < newTokens.length && matches[end] === -1) end += 1;
    writeUpTo(end);
  }
}

/** In a unit that shows nothing, new text goes to its first text, or else to its end. */
function isPlace(stretch: Stretch): boolean {
  return stretch.piece.kind === 'text';
}

/** The step at which each element ends, by opening piece or new token. */
function endOrders(steps: readonly Step[], unit: Unit, newTokens: readonly Token[]): Map<string, number> {
  const ends = new Map<string, number>();
  steps.forEach((step, order) => {
    if (step.kind === 'old') {
      const { piece } = step.stretch;
      if (piece.kind !== 'text' && piece.pair !== -1 && unit.pieces[piece.pair] !== undefined)
        ends.set(`piece ${piece.pair}`, order);
    } else if (newTokens[step.token]?.kind === 'close') {
      ends.set(`token ${newTokens[step.token]?.pair ?? -1}`, order);
    }
  });
  return ends;
}

/** Everything in a unit in source order; a text piece falls into the parts that tokens show and the rest. */
function stretchesOf(source: string, unit: Unit, tokens: readonly Token[]): Stretch[] {
  const byPiece = new Map<number, Array<{ from: number; to: number; token: number }>>();
  tokens.forEach((token, index) => {
    for (const { piece, from, to } of token.parts) {
      const parts = byPiece.get(piece) ?? [];
      parts.push({ from, to, token: index });
      byPiece.set(piece, parts);
    }
  });
  const stretches: Stretch[] = [];
  unit.pieces.forEach((piece, pieceIndex) => {
    const parts = byPiece.get(pieceIndex) ?? [];
    if (piece.kind !== 'text') {
      stretches.push({ start: piece.start, end: piece.end, piece, pieceIndex, token: parts[0]?.token ?? -1 });
      return;
    }
    const offset = sourceOffsets(source, piece);
    let at = 0;
    for (const { from, to, token } of parts) {
      if (from > at) stretches.push({ start: offset(at), end: offset(from), piece, pieceIndex, token: -1 });
      stretches.push({ start: offset(from), end: offset(to), piece, pieceIndex, token });
      at = to;
    }
    if (at < piece.text.length || parts.length === 0)
      stretches.push({ start: offset(at), end: piece.end, piece, pieceIndex, token: -1 });
  });
  return stretches;
}
