import type { AdfDocument, AdfNode } from './adf-document.ts';
import type { ContentContext } from './context.ts';
import { escapeStorageText } from './escape.ts';
import { blockMarkup } from './from-adf/blocks.ts';
import { inlinesMarkup } from './from-adf/inlines.ts';
import { layoutMarkup } from './from-adf/layout.ts';
import type { Writing } from './from-adf/writing.ts';
import { parseStorage } from './parse-storage.ts';
import { characterData, childElement, descendants } from './storage-tree.ts';

/** Deeper nodes are written as their text; no real document comes near. */
const deepest = 150;

/**
 * An ADF document as storage format. `previous` is the body it replaces: tasks that it holds keep their page-local
 * numbers, new ones get numbers that it does not use.
 */
export function adfToStorage(adf: AdfDocument, context: ContentContext, previous = ''): string {
  const writing: Writing = {
    context,
    taskNumber: taskNumbers(previous),
    blocks: (nodes, depth) =>
      depth > deepest
        ? `<p>${escapeStorageText(textOf(nodes))}</p>`
        : nodes.map((node) => blockMarkup(writing, node, depth)).join(''),
    inlines: (nodes, depth) =>
      depth > deepest ? escapeStorageText(textOf(nodes)) : inlinesMarkup(writing, nodes, depth),
  };
  const laidOut = adf.content.some((node) => node.type === 'layoutSection');
  return laidOut ? layoutMarkup(writing, adf.content) : writing.blocks(adf.content, 0);
}

function taskNumbers(previous: string): (localId: string) => string {
  const known = new Map<string, string>();
  const used = new Set<string>();
  for (const task of previous === '' ? [] : descendants(parseStorage(previous).root, 'ac:task')) {
    const number = childElement(task, 'ac:task-id');
    const uuid = childElement(task, 'ac:task-uuid');
    if (number === undefined) continue;
    used.add(characterData(number).trim());
    if (uuid !== undefined) known.set(characterData(uuid).trim(), characterData(number).trim());
  }
  let last = Math.max(0, ...Array.from(used, (number) => Number(number) || 0));
  return (localId) => {
    const number = known.get(localId) ?? (/^\d{1,15}$/.test(localId) ? localId : undefined);
    if (number !== undefined) return number;
    last += 1;
    return String(last);
  };
}

/** The text below nodes, gathered without recursion. */
function textOf(nodes: readonly AdfNode[]): string {
  let text = '';
  const rest: AdfNode[] = [...nodes].reverse();
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    text += node.text ?? '';
    rest.push(...[...(node.content ?? [])].reverse());
  }
  return text;
}
