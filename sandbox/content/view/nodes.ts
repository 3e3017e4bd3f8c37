import { escapeText } from '../escape.ts';
import { isMacro } from '../macro.ts';
import {
  attributeOf,
  characterData,
  childElement,
  type StorageElement,
  type StorageNode,
} from '../storage-tree.ts';
import { droppedElements, html, keptElements, safeAttributes, voidElements } from './html.ts';
import { emoticonHtml, imageHtml, linkHtml } from './links.ts';
import { macroHtml } from './macros.ts';
import { deepest, type Rendering } from './rendering.ts';

/** Content as HTML. */
export function nodesHtml(
  rendering: Rendering,
  nodes: readonly StorageNode[],
  depth: number,
  inline: boolean,
): string {
  let text = '';
  for (const node of nodes) {
    if (node.kind === 'aside') continue;
    if (node.kind !== 'element') text += escapeText(node.text);
    else if (depth > deepest) text += escapeText(characterData(node));
    else text += elementHtml(rendering, node, depth, inline);
  }
  return text;
}

function elementHtml(rendering: Rendering, element: StorageElement, depth: number, inline: boolean): string {
  if (droppedElements.has(element.name)) return '';
  if (isMacro(element)) return macroHtml(rendering, element, depth, inline);
  const inner = (asInline = inline): string => rendering.nodes(element.children, depth + 1, asInline);
  switch (element.name) {
    case 'ac:link':
      return linkHtml(rendering, element, depth);
    case 'ac:image':
      return imageHtml(rendering, element, depth);
    case 'ac:emoticon':
      return emoticonHtml(element);
    case 'time': {
      const date = attributeOf(element, 'datetime') ?? '';
      return html('time', { class: 'date-past', datetime: date }, escapeText(date));
    }
    case 'ac:inline-comment-marker':
      return html(
        'span',
        { class: 'inline-comment-marker', 'data-ref': attributeOf(element, 'ac:ref') },
        inner(),
      );
    case 'ac:placeholder':
      return html('span', { class: 'text-placeholder' }, escapeText(characterData(element)));
    case 'ac:task-list':
      return html(
        'ul',
        { class: 'inline-task-list', 'data-inline-tasks-content-id': rendering.context.contentId },
        inner(false),
      );
    case 'ac:task':
      return taskHtml(rendering, element, depth);
    case 'ac:layout':
      return html('div', { class: 'contentLayout2' }, inner(false));
    case 'ac:layout-section':
      return html(
        'div',
        { class: 'columnLayout', 'data-layout': attributeOf(element, 'ac:type') },
        inner(false),
      );
    case 'ac:layout-cell':
      return html('div', { class: 'cell' }, html('div', { class: 'innerCell' }, inner(false)));
    case 'ac:adf-extension': {
      const shown = childElement(element, 'ac:adf-fallback') ?? adfContent(element);
      return shown === undefined ? '' : rendering.nodes(shown.children, depth + 1, inline);
    }
    default:
  }
  if (!keptElements.has(element.name)) return inner();
  const attributes = safeAttributes(element);
  if (voidElements.has(element.name)) return html(element.name, attributes);
  const id = rendering.headings.get(element);
  if (id !== undefined) return html(element.name, { id, ...attributes }, inner(true));
  // A paragraph around block macros would be closed by the browser before them.
  if (element.name === 'p')
    return html(element.children.some(holdsBlock) ? 'div' : 'p', attributes, inner(true));
  return html(element.name, attributes, inner());
}

function taskHtml(rendering: Rendering, task: StorageElement, depth: number): string {
  const id = childElement(task, 'ac:task-id');
  const status = childElement(task, 'ac:task-status');
  const done = status !== undefined && characterData(status).trim() === 'complete';
  const body = childElement(task, 'ac:task-body');
  const box = html('input', {
    type: 'checkbox',
    disabled: 'disabled',
    checked: done ? 'checked' : undefined,
  });
  const content = body === undefined ? '' : rendering.nodes(body.children, depth + 1, false);
  const attributes = {
    'data-inline-task-id': id === undefined ? undefined : characterData(id).trim(),
    class: done ? 'checked' : undefined,
  };
  return html('li', attributes, `${box} ${content}`);
}

function adfContent(extension: StorageElement): StorageElement | undefined {
  const node = childElement(extension, 'ac:adf-node');
  return node === undefined ? undefined : childElement(node, 'ac:adf-content');
}

const inlineMacros = new Set(['status', 'anchor']);

function holdsBlock(node: StorageNode): boolean {
  return node.kind === 'element' && isMacro(node) && !inlineMacros.has(attributeOf(node, 'ac:name') ?? '');
}
