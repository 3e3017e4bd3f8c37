import { AppError } from '../../kernel/app-error.ts';
import type { Atom } from '../model/inline.ts';
import { escapeAttribute, escapeText } from './entities.ts';
import { checkedDate, checkedUrl, statusColour } from './new-inline.ts';
import { setParameter } from './parameters.ts';

/** Markup of an existing atom with a new label. Raises `invalid_input` for atoms whose label is not their own. */
export function relabel(markup: string, atom: Atom): string {
  const { label } = atom;
  switch (atom.name) {
    case 'date':
      return setAttribute(markup, 'datetime', checkedDate(label));
    case 'status': {
      const bar = label.lastIndexOf('|');
      const title = bar === -1 ? label : label.slice(0, bar);
      const colour = bar === -1 ? undefined : statusColour(label.slice(bar + 1));
      return setParameter(setParameter(markup, 'title', title), 'colour', colour);
    }
    case 'anchor':
      return setParameter(markup, '', label);
    case 'jira':
      return setParameter(markup, 'key', label);
    case 'placeholder':
      return markup.replace(/>[^]*<\/ac:placeholder>$/, () => `>${escapeText(label)}</ac:placeholder>`);
    case 'link':
      return withLinkBody(markup, label);
    case 'card':
      return setAttribute(markup, 'href', checkedUrl(label)).replace(
        />[^<]*<\/a>$/,
        () => `>${escapeText(label)}</a>`,
      );
    default:
      throw new AppError(
        'invalid_input',
        `The text of ":${atom.name}[…]" comes from what it names and cannot be edited.`,
        {
          nextStep: 'Keep it as the view shows it, or delete it and write a new one.',
        },
      );
  }
}

/** The start tag of a link with another address. */
export function retarget(tag: string, before: string | undefined, after: string | undefined): string {
  if (before === after || after === undefined) return tag;
  if (!tag.startsWith('<a') || /^(?:page|blog|space|content|att):|^#/.test(after) !== before?.startsWith('#'))
    throw new AppError(
      'invalid_input',
      `The link to "${before ?? ''}" cannot be turned into one to "${after}".`,
      {
        nextStep: 'Delete the link and write a new one.',
      },
    );
  return setAttribute(tag, 'href', checkedUrl(after));
}

function withLinkBody(markup: string, label: string): string {
  const body = `<ac:link-body>${escapeText(label)}</ac:link-body></ac:link>`;
  if (/<ac:(?:plain-text-)?link-body/.test(markup))
    return markup.replace(
      /<ac:(plain-text-)?link-body(?:\s*\/>|>[^]*<\/ac:(?:plain-text-)?link-body>)\s*(?:<\/ac:link>)?$/,
      () => body,
    );
  return markup.endsWith('/>')
    ? `${markup.slice(0, -2).trimEnd()}>${body}`
    : markup.replace(/<\/ac:link>$/, () => body);
}

/** A start tag, or markup that starts with one, with another value of an attribute. */
export function setAttribute(markup: string, name: string, value: string | undefined): string {
  const pattern = new RegExp(`^(<[^>]*?\\s)${name}\\s*=\\s*("[^"]*"|'[^']*')\\s?`);
  const match = pattern.exec(markup);
  if (match !== null) {
    const before = match[1] ?? '';
    const rest = markup.slice(match[0].length);
    if (value === undefined)
      return /^[/>]/.test(rest) && !rest.startsWith('/') ? before.trimEnd() + rest : before + rest;
    const space = match[0].endsWith(' ') ? ' ' : '';
    return `${before}${name}="${escapeAttribute(value)}"${space}${rest}`;
  }
  if (value === undefined) return markup;
  return markup.replace(/^<[^\s/>]+/, (tag) => `${tag} ${name}="${escapeAttribute(value)}"`);
}
