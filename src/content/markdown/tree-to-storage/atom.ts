import { escapeAttribute, escapeText } from '../../storage/entities.ts';
import { inlineMacroOf } from '../inline-macro.ts';
import { bodylessMacros, checkMacro } from '../macro-catalogue.ts';
import { findPerson } from '../people.ts';
import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';
import type { Attributes } from '../tree.ts';
import { parseDay, parseStatus } from '../values.ts';
import { imageMarkup } from './image.ts';
import { autolink, bareLink } from './link.ts';
import { macroMarkup, parameterMarkup } from './macro.ts';
import { userElement } from './mention.ts';

/** Something new in a line of text, by the name and label of its directive. */
export interface NewAtom {
  readonly name: string;
  readonly label: string;
  readonly attributes?: Attributes;
}

/** Storage markup of a new atom. Raises `invalid_input` for what text cannot create. */
export function storageAtom(atom: NewAtom, resolvers: Resolvers, line?: number): string {
  const { label, attributes = [] } = atom;
  const get = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1];
  const macro = (name: string, values: Attributes): string =>
    macroMarkup(name, parameterMarkup(name, values, line, resolvers), '');
  switch (atom.name) {
    case 'br':
      return '<br />';
    case 'glyph':
      return escapeText(label);
    case 'autolink':
      return autolink(label, line);
    case 'card':
      return bareLink(label, attributes, line);
    case 'image':
      return imageMarkup(get('src') ?? '', label, attributes, undefined, line);
    case 'img':
      return imageMarkup(label, '', attributes, undefined, line);
    case 'mention':
      return `<ac:link>${userElement(findPerson(label, get('user'), line, resolvers))}</ac:link>`;
    case 'date':
      return `<time datetime="${escapeAttribute(parseDay(label, line))}" />`;
    case 'status': {
      const { title, colour } = parseStatus(label, line);
      return macro('status', [
        ['title', title],
        ...(colour === undefined ? [] : [['colour', colour] as const]),
      ]);
    }
    case 'anchor':
      return macro('anchor', [['', label]]);
    case 'jira':
      return macro('jira', [['key', label]]);
    case 'placeholder':
      return `<ac:placeholder>${escapeText(label)}</ac:placeholder>`;
    case 'var':
      return `<at:var at:name="${escapeAttribute(label)}" />`;
    case 'emoji':
      return emoji(label, line);
    case 'macro': {
      const { name, values } = inlineMacroOf(label, attributes);
      checkMacro(name, bodylessMacros, line, resolvers);
      return macro(name, values);
    }
    default:
      throw refuse(
        line,
        `":${atom.name}[${label.slice(0, 40)}]" cannot be created by writing it.`,
        'Keep the {#handle} of what exists; write links as [text](page:KEY/Title) and images as ![text](att:file.png).',
      );
  }
}

/** `:shortname:` as an emoticon; anything else is the emoji itself. */
function emoji(label: string, line: number | undefined): string {
  if (!label.startsWith(':')) return escapeText(label);
  const name = /^:([\w+-]+):$/.exec(label)?.[1];
  if (name === undefined)
    throw refuse(
      line,
      `"${label.slice(0, 40)}" is no emoji.`,
      'Write the emoji itself, or :emoji[:short-name:].',
    );
  return `<ac:emoticon ac:name="${escapeAttribute(name)}" ac:emoji-shortname="${escapeAttribute(label)}" />`;
}
