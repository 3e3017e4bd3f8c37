import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import { parseBlocks, type WrittenBlock } from '../view/parse.ts';
import type { Setting } from '../view/render.ts';
import { keepAnchors } from './anchors.ts';
import { affinityOf, keyOfBlock, keyOfWritten, textOfBlock } from './block-keys.ts';
import { planItems } from './plan-items.ts';
import { planRows } from './plan-table.ts';
import { planCode, planInline } from './plan-unit.ts';
import { planFence, planValues } from './plan-values.ts';
import type { Change, Entry, UnitPlan } from './plan.ts';
import { changed, compact, keepOrChange, type Planning } from './planning.ts';
import { alignSequences } from './sequence.ts';

/** The difference between blocks and the lines that are to stand in their place. Raises `invalid_input`. */
export function planFlow(
  planning: Planning,
  blocks: readonly Block[],
  lines: readonly string[],
  setting: Setting,
): Entry[] {
  const written = parseBlocks(lines, setting === 'cell' ? 'cell' : 'flow');
  const old = blocks.filter((block) => block.kind !== 'empty');
  const steps = alignSequences({
    oldKeys: old.map((block) => keyOfBlock(planning, block, setting)),
    newKeys: written.map((block) => keyOfWritten(block)),
    oldText: (index) => textOfBlock(planning, at(old, index), setting),
    newText: (index) => at(written, index).text,
    affinity: (oldIndex, newIndex) => affinityOf(planning, at(old, oldIndex), at(written, newIndex)),
    moves: true,
  });
  const entries: Entry[] = [];
  let fresh: WrittenBlock[] = [];
  const flush = (): void => {
    // New blocks that stand together are made together: what Markdown means may take more than one of them.
    const markdown = fresh.map((block) => block.text).join('\n\n');
    if (fresh.length > 0) entries.push({ kind: 'insert', made: planning.makeBlocks(markdown) });
    fresh = [];
  };
  for (const step of steps) {
    const block = at(written, step.new);
    const moved = step.kind === 'new' ? movedBlock(planning, block) : undefined;
    if (step.kind === 'new' && moved === undefined) {
      fresh.push(block);
      continue;
    }
    flush();
    if (moved !== undefined) entries.push({ kind: 'move', block: moved });
    if (step.kind === 'keep' || step.kind === 'move')
      entries.push({ kind: step.kind, block: at(old, step.old) });
    if (step.kind === 'pair') {
      const own = at(old, step.old);
      entries.push(keepOrChange(own, planChange(planning, own, block, setting)));
    }
  }
  flush();
  return entries;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element ${index}`);
  return value;
}

/** The block of the page that a written handle brings here from elsewhere. */
function movedBlock(planning: Planning, written: WrittenBlock): Block | undefined {
  const handle = written.braces?.handle;
  if (handle === undefined) return undefined;
  const thing = planning.index.find(handle);
  if (thing.kind === 'block' && thing.block.kind === written.kind) return thing.block;
  throw new AppError('invalid_input', `#${handle} does not belong to the block that it is written on.`, {
    nextStep: 'Keep each handle with the block that the view shows it on.',
  });
}

function planChange(
  planning: Planning,
  block: Block,
  written: WrittenBlock,
  setting: Setting,
): Change | undefined {
  const inside = setting === 'item' ? 'flow' : setting;
  switch (block.kind) {
    case 'paragraph':
    case 'heading': {
      const level = written.level ?? 0;
      return compact({
        unit: planUnit(planning, block, written.inline ?? ''),
        level: (block.level ?? 0) === level ? undefined : level,
      });
    }
    case 'list':
      return compact({
        entries: changed(block.children, planItems(planning, block, written.items ?? [], setting, planFlow)),
      });
    case 'quote':
      return compact({
        entries: changed(block.children, planFlow(planning, block.children, written.lines ?? [], inside)),
      });
    case 'container':
      return compact({
        entries: changed(block.children, planFlow(planning, block.children, written.lines ?? [], inside)),
        values: planValues(block, written),
      });
    case 'leaf':
      return compact({ values: planValues(block, written) });
    case 'fence':
      return compact({ unit: planCode(block.unit, written.lines ?? []), values: planFence(block, written) });
    case 'image':
      return compact({
        unit: planUnit(planning, block, written.inline ?? ''),
        values:
          block.name === written.name ? undefined : [['alt', written.name === '' ? undefined : written.name]],
      });
    case 'table':
      return compact({
        entries: changed(block.children, planRows(planning, block, written.rows ?? [], planFlow)),
      });
    default:
      return undefined;
  }
}

/** The difference of a unit, with the comment anchors that the text leaves out put back where they can be. */
function planUnit(planning: Planning, block: Block, text: string): UnitPlan | undefined {
  const plan = planInline(block.unit, text, planning.index);
  if (plan === undefined || block.unit === undefined) return plan;
  const kept = keepAnchors(block.unit, plan, planning.mayLose);
  planning.reanchored.push(...kept.reanchored);
  return kept.plan;
}
