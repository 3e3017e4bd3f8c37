import { escapeAttribute, escapeCdata, escapeText } from '../../storage/entities.ts';
import { parsePage } from '../link-target.ts';
import { parameterKind } from '../macro-catalogue.ts';
import { findPerson } from '../people.ts';
import type { Resolvers } from '../resolvers.ts';
import type { Attributes } from '../tree.ts';
import { resource } from './link.ts';
import { userElement } from './mention.ts';

/** `ac:structured-macro` with its parameters; `body` is markup that follows them. */
export function macroMarkup(name: string, parameters: string, body: string): string {
  return `<ac:structured-macro ac:name="${escapeAttribute(name)}">${parameters}${body}</ac:structured-macro>`;
}

/** `ac:parameter` elements; the default parameter has an empty name. */
export function parameterMarkup(
  macro: string,
  values: Attributes,
  line: number | undefined,
  resolvers: Resolvers,
): string {
  return values
    .map(
      ([name, value]) =>
        `<ac:parameter ac:name="${escapeAttribute(name)}">${valueMarkup(macro, name, value, line, resolvers)}</ac:parameter>`,
    )
    .join('');
}

function valueMarkup(
  macro: string,
  name: string,
  value: string,
  line: number | undefined,
  resolvers: Resolvers,
): string {
  if (value === '') return '';
  switch (parameterKind(macro, name)) {
    case 'page':
      return `<ac:link>${resource(parsePage(value, line))}</ac:link>`;
    case 'attachment':
      return resource({ kind: 'attachment', fileName: value.replace(/^att:/, '') });
    case 'user':
      return userElement(findPerson(value, undefined, line, resolvers));
    case 'space':
      return value
        .split(',')
        .map((key) => resource({ kind: 'space', key: key.trim().replace(/^space:/, '') }))
        .join('');
    case 'url':
      return `<ri:url ri:value="${escapeAttribute(value)}" />`;
    case 'text':
      return escapeText(value);
    default:
      return escapeText(value);
  }
}

/** A plain body; `]]>` is split. */
export function plainBody(text: string): string {
  return `<ac:plain-text-body><![CDATA[${escapeCdata(text)}]]></ac:plain-text-body>`;
}

/** A rich body. */
export function richBody(markup: string): string {
  return `<ac:rich-text-body>${markup}</ac:rich-text-body>`;
}
