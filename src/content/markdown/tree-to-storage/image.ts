import { escapeAttribute } from '../../storage/entities.ts';
import { imageSource } from '../image-source.ts';
import { refuse } from '../refuse.ts';
import type { Attributes } from '../tree.ts';

/** Attributes that an image may be given, all of storage format (facts: formats §2). */
const known: ReadonlySet<string> = new Set([
  'width',
  'height',
  'align',
  'layout',
  'title',
  'border',
  'thumbnail',
  'class',
  'alt',
]);

/** `ac:image` of a file of the page (`att:file`, or its bare name) or of a URL; `caption` is inline markup. */
export function imageMarkup(
  url: string,
  alt: string,
  attributes: Attributes,
  caption: string | undefined,
  line: number | undefined,
): string {
  const source = imageSource(url, line);
  const written = attributes.filter(([name]) => name !== 'src' && name !== 'alt');
  for (const [name] of written)
    if (!known.has(name))
      throw refuse(line, `An image has no attribute "${name}".`, `Use ${[...known].join(', ')}.`);
  const given = new Map(attributes).get('alt');
  const all: Attributes = [...written, ['alt', given ?? alt]];
  const tag = all
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ` ac:${name}="${escapeAttribute(value)}"`)
    .join('');
  const target =
    source.kind === 'url'
      ? `<ri:url ri:value="${escapeAttribute(source.url)}" />`
      : `<ri:attachment ri:filename="${escapeAttribute(source.fileName)}" />`;
  const below = caption === undefined ? '' : `<ac:caption><p>${caption}</p></ac:caption>`;
  return `<ac:image${tag}>${target}${below}</ac:image>`;
}
