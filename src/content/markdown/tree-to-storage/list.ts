import { escapeText } from '../../storage/entities.ts';
import { refuse } from '../refuse.ts';
import { plainText, type TreeBlock, type TreeItem, type TreeList } from '../tree.ts';
import type { BlockWriter } from './blocks.ts';
import { storageInline } from './inline.ts';
import type { Writing } from './writing.ts';

/** Lists of all types as storage markup (facts: formats §1 and §5). */
export function listMarkup(list: TreeList, writing: Writing, write: BlockWriter): string {
  switch (list.type) {
    case 'bullet':
      return `<ul>${plainItems(list, write)}</ul>`;
    case 'ordered':
      return `<ol${list.first === 1 ? '' : ` start="${list.first}"`}>${plainItems(list, write)}</ol>`;
    case 'task':
      return `<ac:task-list>${list.items.map((item) => task(item, writing, write)).join('')}</ac:task-list>`;
    case 'decision':
      return decisions(list, writing);
    default:
      return list.type satisfies never;
  }
}

function plainItems(list: TreeList, write: BlockWriter): string {
  return list.items.map((item) => `<li>${write(item.blocks) || '<p />'}</li>`).join('');
}

/** A task; without an id Confluence gives it one. */
function task(item: TreeItem, writing: Writing, write: BlockWriter): string {
  const id = writing.resolvers.newTaskId?.();
  const idElement = id === undefined ? '' : `<ac:task-id>${escapeText(id)}</ac:task-id>`;
  const status = `<ac:task-status>${item.checked ? 'complete' : 'incomplete'}</ac:task-status>`;
  const [first, ...rest] = item.blocks;
  const body =
    first?.kind === 'paragraph' && rest.every((block) => block.kind === 'list')
      ? storageInline(first.inline, first.line, writing) + write(rest)
      : write(item.blocks);
  return `<ac:task>${idElement}${status}<ac:task-body>${body}</ac:task-body></ac:task>`;
}

/** Storage format has no decisions of its own: they are an ADF extension with a list for those who cannot show it. */
function decisions(list: TreeList, writing: Writing): string {
  const items = list.items.map((item) => {
    const text = inlineOf(item.blocks, item.line);
    return `<ac:adf-node type="decision-item"><ac:adf-attribute key="state">DECIDED</ac:adf-attribute><ac:adf-content>${storageInline(text, item.line, writing)}</ac:adf-content></ac:adf-node>`;
  });
  const fallback = list.items
    .map((item) => `<li>${escapeText(plainText(inlineOf(item.blocks, item.line)))}</li>`)
    .join('');
  return (
    `<ac:adf-extension><ac:adf-node type="decision-list">${items.join('')}</ac:adf-node>` +
    `<ac:adf-fallback><ul class="decision-list">${fallback}</ul></ac:adf-fallback></ac:adf-extension>`
  );
}

function inlineOf(blocks: readonly TreeBlock[], line: number): Parameters<typeof plainText>[0] {
  const [only, other] = blocks;
  if (only === undefined) return [];
  if (only.kind === 'paragraph' && other === undefined) return only.inline;
  throw refuse(
    (other ?? only).line === 0 ? line : (other ?? only).line,
    'A decision holds one line of text and nothing else.',
    'Put what follows after the list.',
  );
}
