import type { AdfNode, Json } from '../adf-document.ts';
import { kebabName } from '../adf-names.ts';
import { escapeAttribute, escapeStorageText } from '../escape.ts';
import { attributes, textAttr, type Writing } from './writing.ts';

/** A node that storage format has no element for, as `ac:adf-extension` with a fallback (facts: formats §5). */
export function adfExtensionElement(writing: Writing, node: AdfNode, depth: number): string {
  const blocks = hasBlocks(node) ? writing.blocks(node.content ?? [], depth + 1) : '';
  const inner = `${attributeElements(node)}${blocks === '' ? '' : `<ac:adf-content>${blocks}</ac:adf-content>`}`;
  return extension(node.type, inner, fallback(node, blocks));
}

/** A decision list; each item is a node of its own inside. */
export function decisionListElement(writing: Writing, node: AdfNode, depth: number): string {
  let items = '';
  let rows = '';
  for (const item of node.content ?? []) {
    const text = writing.inlines(item.content ?? [], depth + 1);
    const content = text === '' ? '' : `<ac:adf-content>${text}</ac:adf-content>`;
    items += `<ac:adf-node type="decision-item">${attributeElements(item)}${content}</ac:adf-node>`;
    rows += `<li>${text}</li>`;
  }
  return extension(node.type, attributeElements(node) + items, `<ul class="decision-list">${rows}</ul>`);
}

function extension(type: string, inner: string, fallbackMarkup: string): string {
  return (
    `<ac:adf-extension><ac:adf-node type="${escapeAttribute(kebabName(type))}">${inner}</ac:adf-node>` +
    `<ac:adf-fallback>${fallbackMarkup}</ac:adf-fallback></ac:adf-extension>`
  );
}

function attributeElements(node: AdfNode): string {
  return Object.entries(node.attrs ?? {})
    .map(
      ([key, value]) =>
        `<ac:adf-attribute${attributes({ key: kebabName(key) })}>${escapeStorageText(attributeText(value))}</ac:adf-attribute>`,
    )
    .join('');
}

/** Strings as they are, unless they would be read as JSON; anything else as JSON. */
function attributeText(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^(?:true|false|null|-?\d+(?:\.\d+)?|[{["].*)$/s.test(value) ? JSON.stringify(value) : value;
}

function hasBlocks(node: AdfNode): boolean {
  return node.content !== undefined && node.content.length > 0;
}

function fallback(node: AdfNode, blocks: string): string {
  if (node.type === 'panel') {
    return `<div class="panel conf-macro output-block"><div class="panelContent">${blocks}</div></div>`;
  }
  return blocks === '' ? escapeStorageText(textAttr(node, 'text') ?? textAttr(node, 'url') ?? '') : blocks;
}
