import type { PageIndex } from '../edit/page-index.ts';
import type { UnitPlan } from '../edit/plan.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Unit } from '../model/inline.ts';
import { isVisible } from '../model/text.ts';
import type { Token } from '../model/tokens.ts';
import { orderSteps, type Step, type Stretch } from './inline-steps.ts';
import { collectInline, sameMarks } from './inline-content.ts';
import { newAtom, newMark } from './new-inline.ts';
import { attributeText, type AdfMark, type AdfNode } from './node.ts';
import { markKey } from './read-unit.ts';
import type { AdfPiece } from './reader.ts';
import { changed, type Origins } from './origins.ts';
import { relabel } from './relabel.ts';
import { allowsMark } from './validate.ts';

export interface UnitWriting {
  readonly index: PageIndex;
  readonly resolvers: Resolvers;
  readonly origins: Origins;
}

/** The inline nodes that a plan makes of a unit; nodes that nothing changes are the same objects. */
export function writeUnit(writing: UnitWriting, unit: Unit, plan: UnitPlan): readonly AdfNode[] {
  const steps = orderSteps(unit, plan);
  const desired = desiredMarks(writing, unit, plan);
  const context = contextOf(steps);
  const content = collectInline(writing);
  const tokenFor = shownNeighbours(steps);
  steps.forEach((step, at) => {
    if (step.kind === 'drop') return;
    if (step.kind === 'new') {
      const { token } = step;
      const marks = desired[step.newToken] ?? [];
      if (token.kind === 'open' || token.kind === 'close') return;
      if (token.kind === 'atom' && token.atom !== undefined)
        for (const node of atomNodes(writing, token, token.atom)) content.node(withMarks(node, marks));
      else {
        const { hidden, replaced } = context[at] ?? noContext;
        const around = [...hidden, ...marks];
        // Text in the place of a text keeps its marks, also those that the schema would not take together.
        const same = replaced !== undefined && sameMarks(around, replaced.marks ?? []);
        content.text(same ? replaced : undefined, token.text, same ? around : compatible(around));
      }
      return;
    }
    const { stretch } = step;
    const { node } = stretch.piece;
    if (node === undefined) return;
    const wanted = desired[tokenFor[at] ?? -1];
    const marks = wanted === undefined ? (node.marks ?? []) : keptMarks(stretch, node, wanted);
    if (stretch.piece.kind === 'text')
      content.text(node, (node.text ?? '').slice(stretch.from, stretch.to), marks);
    else content.node(changed(writing, node, keptAtom(writing, plan, step, node, marks)));
  });
  return content.nodes();
}

/** For each step the new token that says what is around it; white space that is not shown goes with its text. */
function shownNeighbours(steps: readonly Step[]): number[] {
  const tokens = steps.map((step) => (step.kind === 'keep' ? step.newToken : -1));
  const fill = (at: number, beside: number): void => {
    const step = steps[at];
    const other = steps[beside];
    if (step?.kind === 'keep' && other?.kind === 'keep' && tokens[at] === -1)
      if (step.stretch.piece === other.stretch.piece) tokens[at] = tokens[beside] ?? -1;
  };
  for (let at = 1; at < steps.length; at += 1) fill(at, at - 1);
  for (let at = steps.length - 2; at >= 0; at -= 1) fill(at, at + 1);
  return tokens;
}

type KeepStep = Extract<Step, { kind: 'keep' }>;

/** A kept atom, with its marks and with its new label where it has one. */
function keptAtom(
  writing: UnitWriting,
  plan: UnitPlan,
  step: KeepStep,
  node: AdfNode,
  marks: readonly AdfMark[],
): AdfNode {
  const marked = sameMarks(marks, node.marks ?? []) ? node : replaceMarks(node, marks);
  const before = plan.oldTokens[step.stretch.token]?.atom;
  const after = plan.newTokens[step.newToken]?.atom;
  if (before === undefined || after === undefined || before.label === after.label) return marked;
  return relabel(marked, after, writing.resolvers);
}

/** A new atom, or one of the page that stands somewhere else now. */
function atomNodes(writing: UnitWriting, token: Token, atom: NonNullable<Token['atom']>): readonly AdfNode[] {
  const thing = atom.handle === undefined ? undefined : writing.index.things.get(atom.handle.id);
  const piece: AdfPiece | undefined = thing?.kind === 'piece' ? thing.pieces[0] : undefined;
  if (piece?.node === undefined) return newAtom(atom, writing.resolvers);
  return [
    piece.atom?.label === token.atom?.label ? piece.node : relabel(piece.node, atom, writing.resolvers),
  ];
}

/** For each new token the marks of the tags around it. */
function desiredMarks(writing: UnitWriting, unit: Unit, plan: UnitPlan): Array<readonly AdfMark[]> {
  const open: Array<{ readonly index: number; readonly marks: readonly AdfMark[] }> = [];
  return plan.newTokens.map((token, index) => {
    const around = open.at(-1)?.marks ?? [];
    if (token.kind === 'open') {
      const mark = markOf(writing, unit, plan, token, index);
      open.push({ index, marks: mark === undefined ? around : [...around, mark] });
    } else if (token.kind === 'close') open.pop();
    return around;
  });
}

/** The mark of a tag: the page's own where the tag is kept or comes with a handle, else a new one. */
function markOf(
  writing: UnitWriting,
  unit: Unit,
  plan: UnitPlan,
  token: Token,
  index: number,
): AdfMark | undefined {
  const { tag } = token;
  if (tag === undefined) return undefined;
  const old = plan.oldTokens[plan.matches[index] ?? -1];
  const kept: AdfPiece | undefined = unit.pieces[old?.parts[0]?.piece ?? -1];
  const thing = tag.handle === undefined ? undefined : writing.index.things.get(tag.handle.id);
  const moved: AdfPiece | undefined = thing?.kind === 'piece' ? thing.pieces[0] : undefined;
  const mark = kept?.mark ?? moved?.mark;
  if (mark === undefined) return newMark(tag, writing.resolvers);
  if (tag.syntax !== 'link' || tag.url === undefined || tag.url === attributeText(mark, 'href')) return mark;
  return { ...mark, attrs: { ...mark.attrs, ...newMark(tag, writing.resolvers)?.attrs } };
}

/** Marks of something kept: those that are not shown stay, those that are shown are what the new text says. */
function keptMarks(stretch: Stretch, node: AdfNode, wanted: readonly AdfMark[]): readonly AdfMark[] {
  const own = node.marks ?? [];
  const shown = new Set(stretch.around.flatMap(({ mark }) => (mark === undefined ? [] : [markKey(mark)])));
  const keys = new Set(wanted.map(markKey));
  const ownKeys = new Set(own.map(markKey));
  const kept = own.filter((mark) => !shown.has(markKey(mark)) || keys.has(markKey(mark)));
  const text = node.type === 'text';
  const added = wanted.filter(
    (mark) =>
      !ownKeys.has(markKey(mark)) &&
      (text || (!shown.has(markKey(mark)) && allowsMark(node.type, mark.type))),
  );
  if (added.length === 0) return kept.length === own.length ? own : kept;
  return text ? compatible([...kept, ...added]) : [...kept, ...added];
}

const withCode: ReadonlySet<string> = new Set(['code', 'link', 'annotation']);

/** Code takes no other formatting in ADF (facts: formats §2). */
function compatible(marks: readonly AdfMark[]): readonly AdfMark[] {
  const unique = [...new Map(marks.map((mark) => [markKey(mark), mark])).values()];
  return unique.some((mark) => mark.type === 'code')
    ? unique.filter((mark) => withCode.has(mark.type))
    : unique;
}

/** A new node inside tags: formatting where the node can have it. */
function withMarks(node: AdfNode, marks: readonly AdfMark[]): AdfNode {
  const own = node.marks ?? [];
  const keys = new Set(own.map(markKey));
  const added = marks.filter(
    (mark) => !keys.has(markKey(mark)) && (node.type === 'text' || allowsMark(node.type, mark.type)),
  );
  if (added.length === 0) return node;
  return { ...node, marks: node.type === 'text' ? compatible([...own, ...added]) : [...own, ...added] };
}

function replaceMarks(node: AdfNode, marks: readonly AdfMark[]): AdfNode {
  const { marks: _before, ...rest } = node;
  return marks.length === 0 ? rest : { ...node, marks };
}

/** Marks that new text takes over although the view does not show them: colours of everything, resolved comments. */
const inheritable: ReadonlySet<string> = new Set(['textColor', 'backgroundColor', 'annotation']);

function hiddenMarks(stretch: Stretch | undefined): readonly AdfMark[] {
  const shown = new Set(stretch?.around.flatMap(({ mark }) => (mark === undefined ? [] : [markKey(mark)])));
  const own = stretch?.piece.node?.marks ?? [];
  return own.filter((mark) => inheritable.has(mark.type) && !shown.has(markKey(mark)));
}

/** What new text takes over from what is around it. */
interface Context {
  readonly hidden: readonly AdfMark[];
  /** The text that gives way to it. */
  readonly replaced?: AdfNode;
}

const noContext: Context = { hidden: [] };

/**
 * For each step what new text there takes over: everything hidden of the text that it replaces, else what both its
 * neighbours have, and at the ends what the one neighbour has unless that is a comment.
 */
function contextOf(steps: readonly Step[]): Context[] {
  const visible = (step: Step | undefined): Stretch | undefined =>
    step !== undefined &&
    step.kind !== 'new' &&
    step.stretch.piece.kind === 'text' &&
    isVisible(step.stretch.piece.text.slice(step.stretch.from, step.stretch.to))
      ? step.stretch
      : undefined;
  const after: Array<Step | undefined> = [];
  let next: Step | undefined;
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    after[at] = next;
    if (visible(steps[at]) !== undefined) next = steps[at];
  }
  let before: Step | undefined;
  return steps.map((step, at) => {
    if (visible(step) !== undefined) before = step;
    if (step.kind !== 'new') return noContext;
    const following = after[at];
    const gone = visible([following, before].find((candidate) => candidate?.kind === 'drop'));
    if (gone !== undefined)
      return {
        hidden: hiddenMarks(gone),
        ...(gone.piece.node === undefined ? {} : { replaced: gone.piece.node }),
      };
    const left = hiddenMarks(visible(before));
    const right = hiddenMarks(visible(following));
    if (before === undefined || following === undefined)
      return { hidden: [...left, ...right].filter((mark) => mark.type !== 'annotation') };
    const keys = new Set(right.map(markKey));
    return { hidden: left.filter((mark) => keys.has(markKey(mark))) };
  });
}
