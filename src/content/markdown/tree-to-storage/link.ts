import { escapeAttribute, escapeText } from '../../storage/entities.ts';
import { parseTarget, type LinkTarget } from '../link-target.ts';
import { refuse } from '../refuse.ts';
import type { Attributes } from '../tree.ts';

const cards: ReadonlySet<string> = new Set(['inline', 'block', 'embed']);

/** Start and end of a link to an address of the dialect, to be put around its text. */
export function linkTags(
  address: string,
  attributes: Attributes,
  line: number | undefined,
): { readonly open: string; readonly close: string } {
  const target = parseTarget(address, line);
  if (target.kind === 'url')
    return { open: `<a href="${escapeAttribute(target.url)}"${card(attributes, line)}>`, close: '</a>' };
  return { open: `${linkStart(target)}<ac:link-body>`, close: '</ac:link-body></ac:link>' };
}

/** A link without a text of its own: Confluence shows the title of what it leads to. */
export function bareLink(address: string, attributes: Attributes, line: number | undefined): string {
  const target = parseTarget(address, line);
  if (target.kind !== 'url') return `${linkStart(target)}</ac:link>`;
  const appearance = card(attributes, line);
  const shown = appearance === '' ? ' data-card-appearance="inline"' : appearance;
  return `<a href="${escapeAttribute(target.url)}"${shown}>${escapeText(target.url)}</a>`;
}

/** `<https://…>`: a link that shows its address. */
export function autolink(address: string, line: number | undefined): string {
  const target = parseTarget(address, line);
  if (target.kind !== 'url') return `${linkStart(target)}</ac:link>`;
  return `<a href="${escapeAttribute(target.url)}">${escapeText(target.url)}</a>`;
}

function card(attributes: Attributes, line: number | undefined): string {
  const appearance = attributes.find(([name]) => name === 'card')?.[1];
  if (appearance === undefined) return '';
  if (!cards.has(appearance))
    throw refuse(line, `"card=${appearance}" is no way to show a link.`, 'Use card=inline, block or embed.');
  return ` data-card-appearance="${appearance}"`;
}

function linkStart(target: Exclude<LinkTarget, { kind: 'url' }>): string {
  const anchor = target.kind === 'anchor' ? target.name : target.kind === 'page' ? target.anchor : undefined;
  const attribute = anchor === undefined ? '' : ` ac:anchor="${escapeAttribute(anchor)}"`;
  return `<ac:link${attribute}>${target.kind === 'anchor' ? '' : resource(target)}`;
}

/** The `ri:*` element of what a link leads to (facts: formats §2). */
export function resource(target: Exclude<LinkTarget, { kind: 'url' | 'anchor' }>): string {
  const attribute = (name: string, value: string | undefined): string =>
    value === undefined ? '' : ` ri:${name}="${escapeAttribute(value)}"`;
  switch (target.kind) {
    case 'page':
      return `<ri:page${attribute('space-key', target.space)}${attribute('content-title', target.title)} />`;
    case 'blog':
      return `<ri:blog-post${attribute('space-key', target.space)}${attribute('posting-day', target.day.replaceAll('-', '/'))}${attribute('content-title', target.title)} />`;
    case 'space':
      return `<ri:space${attribute('space-key', target.key)} />`;
    case 'content':
      return `<ri:content-entity${attribute('content-id', target.id)} />`;
    case 'attachment':
      return `<ri:attachment${attribute('filename', target.fileName)} />`;
    default:
      return target satisfies never;
  }
}
