import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { WrittenItem } from '../view/parse-list.ts';
import type { Setting } from '../view/render.ts';
import { itemKey, textOfBlock } from './block-keys.ts';
import type { Entry } from './plan.ts';
import { changed, compact, keepOrChange, type PlanFlow, type Planning } from './planning.ts';
import { alignSequences } from './sequence.ts';

/** The difference between the items of a list and written ones. */
export function planItems(
  planning: Planning,
  list: Block,
  items: readonly WrittenItem[],
  setting: Setting,
  planFlow: PlanFlow,
): Entry[] {
  const texts = list.children.map((item) => textOfBlock(planning, item, setting));
  const steps = alignSequences({
    oldKeys: list.children.map((item, index) => itemKey(list.list, item.checked, texts[index] ?? '')),
    newKeys: items.map((item) => itemKey(item.type, item.checked, item.text)),
    oldText: (index) => texts[index] ?? '',
    newText: (index) => items[index]?.text ?? '',
    affinity: () => 0.5,
    moves: true,
  });
  return steps.map((step): Entry => {
    const written = items[step.new];
    const block = step.kind === 'new' ? undefined : list.children[step.old];
    if (written === undefined || (step.kind !== 'new' && block === undefined))
      throw new RangeError('no such item');
    if (block === undefined) return { kind: 'insert', made: planning.makeItems(list, itemMarkdown(written)) };
    if (step.kind === 'keep') return { kind: 'keep', block };
    if (step.kind === 'move') return { kind: 'move', block };
    if (written.type !== list.list && block.anonymous !== true) throw mixedList(written);
    const inner = planFlow(planning, block.children, written.lines, setting === 'cell' ? 'cell' : 'item');
    const toggled = written.checked !== undefined && written.checked !== block.checked;
    return keepOrChange(
      block,
      compact({ entries: changed(block.children, inner), checked: toggled ? written.checked : undefined }),
    );
  });
}

/** A written item as a list of its own. */
function itemMarkdown(item: WrittenItem): string {
  const sign = item.type === 'ordered' ? '1.' : '-';
  const boxes = { bullet: '', ordered: '', task: item.checked === true ? '[x] ' : '[ ] ', decision: '<> ' };
  const indent = ' '.repeat(sign.length + 1);
  return item.lines
    .map((line, index) =>
      index === 0 ? `${sign} ${boxes[item.type]}${line}` : line === '' ? '' : indent + line,
    )
    .join('\n');
}

function mixedList(item: WrittenItem): AppError {
  return new AppError(
    'invalid_input',
    `"${item.text.slice(0, 60)}" is another kind of item than its list holds.`,
    {
      nextStep: 'Write all items of a list alike, or start another list after an empty line.',
    },
  );
}
