import type { AdfNode } from '../adf-document.ts';
import { attributeOf, isElement, type StorageElement, type StorageNode } from '../storage-tree.ts';
import { adfNode, type Conversion, type Place } from './conversion.ts';

/** `ul` or `ol` as a list; nothing when it has no items. A list directly inside a list belongs to the item before it. */
export function listNode(conversion: Conversion, list: StorageElement, place: Place): AdfNode[] {
  const items: { element: StorageElement | null; children: StorageNode[] }[] = [];
  for (const child of list.children) {
    if (child.kind === 'aside') continue;
    if (isElement(child, 'li')) {
      items.push({ element: child, children: [...child.children] });
    } else if (isElement(child) || child.text.trim() !== '') {
      const last = items.at(-1);
      if (last === undefined) items.push({ element: null, children: [child] });
      else last.children.push(child);
    }
  }
  if (items.length === 0) return [];
  const content = items.map(({ element, children }) => {
    const blocks = conversion.blocks(children, { ...place, container: 'listItem', depth: place.depth + 1 });
    return adfNode('listItem', {
      attrs: { localId: element === null ? undefined : attributeOf(element, 'local-id') },
      content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }],
    });
  });
  const localId = attributeOf(list, 'local-id');
  if (list.name === 'ul') return [adfNode('bulletList', { attrs: { localId }, content })];
  const start = Number(attributeOf(list, 'start') ?? '1');
  const order = Number.isInteger(start) && start >= 0 ? start : 1;
  return [adfNode('orderedList', { attrs: { order, localId }, content })];
}
