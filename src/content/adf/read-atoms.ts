import type { Atom } from '../model/inline.ts';
import { isSingleGlyph } from '../model/words.ts';
import { inlineMacroLabel, macroParameters } from './extensions.ts';
import { attributeText, isObject, shownText, type AdfNode } from './node.ts';
import { handleOf, type Reader } from './reader.ts';

/** Node types that stand in a line of text. */
export const inlineTypes: ReadonlySet<string> = new Set([
  'text',
  'hardBreak',
  'mention',
  'emoji',
  'date',
  'status',
  'placeholder',
  'inlineCard',
  'inlineExtension',
  'mediaInline',
  'unsupportedInline',
  'confluenceUnsupportedInline',
]);

/** How an inline node other than text is shown. */
export function readAtom(reader: Reader, node: AdfNode): Atom {
  const get = (name: string): string => attributeText(node, name) ?? '';
  switch (node.type) {
    case 'hardBreak':
      return { name: 'br', label: '' };
    case 'mention': {
      const label = reader.names.people?.get(get('id')) ?? (get('text').replace(/^@/, '') || get('id'));
      return { name: 'mention', label: shownText(label), handle: handleOf(reader, node) };
    }
    case 'emoji':
      return isSingleGlyph(get('text'))
        ? { name: 'glyph', label: get('text') }
        : { name: 'emoji', label: get('shortName'), handle: handleOf(reader, node) };
    case 'date':
      return { name: 'date', label: dayOf(get('timestamp')), handle: handleOf(reader, node) };
    case 'status':
      return {
        name: 'status',
        label: statusLabel(shownText(get('text')), get('color')),
        handle: handleOf(reader, node),
      };
    case 'placeholder':
      return { name: 'placeholder', label: shownText(get('text')), handle: handleOf(reader, node) };
    case 'inlineCard':
      return {
        name: 'card',
        label: shownText(cardUrl(node)).trim(),
        attributes: [['card', 'inline']],
        handle: handleOf(reader, node),
      };
    case 'inlineExtension':
      return inlineMacro(reader, node);
    case 'media':
    case 'mediaInline':
      return { name: 'img', label: fileName(reader, node), handle: handleOf(reader, node) };
    default:
      return { name: 'x', label: node.type, handle: handleOf(reader, node) };
  }
}

/** The address of a card, or of the data that it carries instead. */
export function cardUrl(node: AdfNode): string {
  const data = node.attrs?.['data'];
  const url: unknown = isObject(data) ? data['url'] : undefined;
  return attributeText(node, 'url') ?? (typeof url === 'string' ? url : '');
}

/** The name of a file where it is known, else its alternative text or id. */
function fileName(reader: Reader, media: AdfNode): string {
  const id = attributeText(media, 'id') ?? '';
  const name =
    reader.names.files?.get(id) ?? (attributeText(media, 'alt') || attributeText(media, 'url') || id);
  return shownText(name);
}

/** The day of a timestamp in milliseconds since 1970, in UTC as Confluence counts (facts: formats §2). */
function dayOf(timestamp: string): string {
  const time = Number(timestamp);
  const date = new Date(time);
  if (timestamp === '' || Number.isNaN(date.getTime())) return timestamp;
  return date.toISOString().slice(0, 10);
}

/** Colours as storage format writes them; neutral has none. */
export function statusLabel(text: string, colour: string): string {
  if (colour === '' || colour === 'neutral') return text;
  return `${text}|${colour.slice(0, 1).toUpperCase()}${colour.slice(1)}`;
}

function inlineMacro(reader: Reader, node: AdfNode): Atom {
  const name = attributeText(node, 'extensionKey') ?? '';
  const parameters = new Map(macroParameters(node));
  const handle = handleOf(reader, node);
  const get = (key: string): string => parameters.get(key) ?? '';
  if (name === 'status' && get('title') !== '')
    return { name, label: statusLabel(shownText(get('title')), get('colour') || get('color')), handle };
  if (name === 'anchor') return { name, label: shownText(get('') || get('name')), handle };
  if (name === 'jira' && get('key') !== '') return { name, label: shownText(get('key')), handle };
  return { name: 'macro', label: inlineMacroLabel(node), handle };
}
