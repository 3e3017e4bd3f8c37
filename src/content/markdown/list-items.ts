import type { TreeBlock, TreeItem, TreeList } from './tree.ts';

const box = /^(?:\[([ xX])\]|<>)(?: +|$)/;

/** What an item of a list is by the sign at the start of its text, and how long the sign is. */
export interface ItemSign {
  readonly type: 'task' | 'decision' | undefined;
  readonly checked: boolean;
  readonly length: number;
}

/** Reads `[ ] `, `[x] ` or `<> ` at the start of the text of a bullet item. */
export function readItemSign(text: string): ItemSign {
  const match = box.exec(text);
  if (match === null) return { type: undefined, checked: false, length: 0 };
  const [sign, state] = match;
  return {
    type: state === undefined ? 'decision' : 'task',
    checked: state !== undefined && state !== ' ',
    length: sign.length,
  };
}

export interface SignedItem {
  readonly type: TreeList['type'];
  readonly item: TreeItem;
}

/** Lists of items of one type each: where the type changes, another list starts. */
export function splitByType(line: number, first: number, items: readonly SignedItem[]): TreeBlock[] {
  const lists: Array<{ type: TreeList['type']; line: number; items: TreeItem[] }> = [];
  for (const { type, item } of items) {
    const last = lists.at(-1);
    if (last?.type === type) last.items.push(item);
    else lists.push({ type, line: lists.length === 0 ? line : item.line, items: [item] });
  }
  return lists.map((list) => ({ kind: 'list', first, ...list }));
}
