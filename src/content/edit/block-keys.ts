import type { Block } from '../model/block.ts';
import type { WrittenBlock } from '../view/parse.ts';
import { renderAlone, type Setting } from '../view/render.ts';
import type { Planning } from './planning.ts';

/** A block of the page as text, as if it stood alone. */
export function textOfBlock(planning: Planning, block: Block, setting: Setting): string {
  return renderAlone(block, planning.handles, setting, planning.repeatedImages);
}

/** What a block and a written block are equal by; of lists the items, whatever their markers are. */
export function keyOfBlock(planning: Planning, block: Block, setting: Setting): string {
  if (block.kind !== 'list') return textOfBlock(planning, block, setting);
  const items = block.children.map((item) =>
    itemKey(block.list, item.checked, textOfBlock(planning, item, setting)),
  );
  return ['list', ...items].join('\n');
}

export function keyOfWritten(block: WrittenBlock): string {
  if (block.kind !== 'list') return block.text;
  const items = (block.items ?? []).map((item) => itemKey(item.type, item.checked, item.text));
  return ['list', ...items].join('\n');
}

export function itemKey(type: string | undefined, checked: boolean | undefined, text: string): string {
  return `${type ?? ''} ${checked === true ? 'x' : ''} ${text}`;
}

/** How well a block and a written block go together by what they are; 0 for not at all. */
export function affinityOf(planning: Planning, block: Block, written: WrittenBlock): number {
  const handle = written.braces?.handle;
  if (handle !== undefined && block.handle !== undefined) {
    const thing = planning.index.find(handle);
    if (thing.kind === 'block') return thing.block === block && block.kind === written.kind ? 10 : 0;
  }
  if (isText(block.kind) && isText(written.kind))
    return block.kind === written.kind && block.level === written.level ? 1 : 0.5;
  if (block.kind !== written.kind) return 0;
  switch (block.kind) {
    case 'list':
      return written.items?.some((item) => item.type === block.list) === true ? 1 : 0;
    case 'container':
    case 'leaf':
      return block.name === written.name ? 1 : 0;
    case 'fence':
      return macroOfFence(block.name) === macroOfFence(written.name) ? 1 : 0;
    case 'image':
      return block.url === written.url ? 4 : 0;
    default:
      return 1;
  }
}

function isText(kind: string): boolean {
  return kind === 'paragraph' || kind === 'heading';
}

/** Names in braces stand for macros with a plain body other than code. */
function macroOfFence(name: string | undefined): string {
  return name?.startsWith('{') === true ? name : '';
}
