import { AppError } from '../../kernel/app-error.ts';
import type { Change, Entry, Region } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { changedAttributes, withState } from './change-attributes.ts';
import { changedInline, changedText } from './change-text.ts';
import { createContentWriter, type ContentWriter } from './content-writer.ts';
import { fillEmpty, fitNodes } from './fit.ts';
import { keepsSomething } from '../model/idle-tags.ts';
import { contentOf, type AdfNode } from './node.ts';
import { adfBlock, contentRange, nodesInPlace } from './reader.ts';
import { changed } from './origins.ts';
import { collectLocalIds, madeNodes, type Rebuilding, type Rebuilt } from './rebuilding.ts';
import { finishTask } from './task.ts';
import type { UnitWriting } from './write-unit.ts';

/** Applies regions to the document that their blocks were read from. */
export function rebuild(
  root: Block,
  regions: readonly Region[],
  writing: Omit<UnitWriting, 'origins'>,
): Rebuilt {
  const byParent = new Map<Block, Region[]>();
  for (const region of regions) byParent.set(region.parent, [...(byParent.get(region.parent) ?? []), region]);
  const work: Rebuilding = {
    ...writing,
    regions: byParent,
    origins: new Map(),
    sources: new Map(),
    localIds: collectLocalIds(adfBlock(root).source),
  };
  const [doc] = nodesOf(work, root);
  if (doc === undefined) throw new AppError('internal', 'A document was lost.');
  return { doc, origins: work.origins, sources: work.sources };
}

/** The nodes of a block, with whatever regions change inside of it. */
function nodesOf(work: Rebuilding, block: Block): readonly AdfNode[] {
  const { node, holder, from, to } = adfBlock(block);
  const before = holder === undefined ? [] : contentOf(holder).slice(from, to);
  if (block.children.length === 0 && !work.regions.has(block)) return node === undefined ? before : [node];
  const content = childNodes(work, block);
  if (content === undefined) return node === undefined ? before : [node];
  if (node === undefined) return runNodes(work, block, content);
  return [changed(work, node, { ...node, content: fillEmpty(node.type, content) })];
}

/** New content of a block from the regions in it; undefined when nothing in it changes. */
function childNodes(work: Rebuilding, block: Block): readonly AdfNode[] | undefined {
  const own = [...(work.regions.get(block) ?? [])].sort((a, b) => a.from - b.from || a.to - b.to);
  const writer = createContentWriter(contentRange(block));
  let at = 0;
  for (const region of own) {
    for (const child of block.children.slice(at, region.from)) writer.child(child, nodesOf(work, child));
    writeEntries(work, writer, block.children.slice(region.from, region.to), region.entries);
    at = Math.max(at, region.to);
  }
  for (const child of block.children.slice(at)) writer.child(child, nodesOf(work, child));
  return writer.finish();
}

/**
 * Writes the children of a region. What is new stands where something deleted stood, else right after what is kept before
 * it; empty paragraphs that no entry names stay.
 */
function writeEntries(
  work: Rebuilding,
  writer: ContentWriter,
  old: readonly Block[],
  entries: readonly Entry[],
): void {
  const order = new Map(old.map((block, index) => [block, index]));
  let at = 0;
  let previous = false;
  let pending: Array<readonly AdfNode[]> = [];
  const flush = (next: Block | undefined): void => {
    const end = next === undefined ? old.length : (order.get(next) ?? at);
    const between = old.slice(at, end);
    const gone = between.findIndex((block) => block.kind !== 'empty');
    const spare =
      gone === -1 && !previous && next === undefined
        ? between.findIndex(({ kind, unit }) => kind === 'empty' && !keepsSomething(unit?.pieces ?? []))
        : -1;
    const place = gone !== -1 ? gone : spare !== -1 ? spare : previous ? 0 : between.length;
    between.forEach((block, index) => {
      if (index === place) pending.forEach((nodes) => writer.insert(nodes));
      const stays = block.kind === 'empty' && !(index === spare && pending.length > 0);
      writer.child(block, stays ? nodesOf(work, block) : []);
    });
    if (place >= between.length) pending.forEach((nodes) => writer.insert(nodes));
    pending = [];
    at = end;
  };
  for (const entry of entries) {
    switch (entry.kind) {
      case 'insert':
        pending.push(fitNodes(writer.holder.type, madeNodes(work, entry.made)));
        break;
      case 'move':
        pending.push(fitNodes(writer.holder.type, nodesInPlace(entry.block)));
        break;
      case 'keep':
      case 'change':
        flush(entry.block);
        writer.child(
          entry.block,
          entry.kind === 'keep' ? nodesOf(work, entry.block) : changedNodes(work, entry.block, entry.change),
        );
        previous = true;
        at += 1;
        break;
      default:
        entry satisfies never;
    }
  }
  flush(undefined);
}

function changedNodes(work: Rebuilding, block: Block, change: Change): readonly AdfNode[] {
  const { node } = adfBlock(block);
  if (node === undefined) return changedRun(work, block, change);
  let result = node;
  if (change.entries !== undefined) {
    const writer = createContentWriter(contentRange(block));
    writeEntries(work, writer, block.children, change.entries);
    const written = writer.finish();
    if (written !== undefined) result = { ...result, content: fillEmpty(node.type, written) };
  }
  if (change.unit !== undefined || change.piece !== undefined)
    result = changedText(work, block, result, change);
  result = changedAttributes(result, block, change);
  return [changed(work, node, result)];
}

/** Inline nodes in a row, a task with the lists below it, or something that stands as an item. */
function changedRun(work: Rebuilding, block: Block, change: Change): readonly AdfNode[] {
  const nodes = nodesInPlace(block);
  const isTask = nodes[0]?.type === 'taskItem';
  if (change.level !== undefined || change.values !== undefined || (change.checked !== undefined && !isTask))
    throw new AppError('invalid_input', 'This text is part of an item and can be nothing else.', {
      nextStep: 'Put a heading above or below the list.',
    });
  if (block.kind !== 'item') return changedInline(work, block, nodes, change);
  let result = nodes;
  if (change.entries !== undefined) {
    const writer = createContentWriter(contentRange(block));
    writeEntries(work, writer, block.children, change.entries);
    result = runNodes(work, block, writer.finish() ?? nodes);
  }
  const [task, ...below] = result;
  if (change.checked === undefined || task === undefined) return result;
  return [changed(work, task, withState(task, change.checked)), ...below];
}

function runNodes(work: Rebuilding, block: Block, nodes: readonly AdfNode[]): readonly AdfNode[] {
  const [first] = nodesInPlace(block);
  return first?.type === 'taskItem' && block.kind === 'item' ? finishTask(work, first, nodes) : nodes;
}
