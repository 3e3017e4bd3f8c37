import { AppError } from '../../kernel/app-error.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Atom, MarkName, Tag } from '../model/inline.ts';
import { escapeAttribute, escapeText } from './entities.ts';

type NewAtom = Omit<Atom, 'handle'>;
type NewTag = Pick<Tag, 'syntax' | 'name' | 'url' | 'attributes'>;

const elementOfMark: Readonly<Record<MarkName, string>> = {
  strong: 'strong',
  em: 'em',
  strike: 's',
  code: 'code',
  underline: 'u',
  sub: 'sub',
  sup: 'sup',
  small: 'small',
  kbd: 'kbd',
};

/** Start and end tag of new formatting or of a new link. */
export function newTags(tag: NewTag): { readonly open: string; readonly close: string } {
  if (tag.syntax === 'mark') {
    for (const [mark, element] of Object.entries(elementOfMark))
      if (mark === tag.name) return { open: `<${element}>`, close: `</${element}>` };
  }
  if (tag.syntax === 'directive') throw cannotCreate(tag.name);
  const url = tag.url ?? '';
  const link = resourceLink(url);
  const card = cardOf(tag);
  if (link === undefined)
    return { open: `<a href="${escapeAttribute(checkedUrl(url))}"${card}>`, close: '</a>' };
  return { open: `${link}<ac:link-body>`, close: '</ac:link-body></ac:link>' };
}

/** Storage markup of a new thing in a line of text. Raises `invalid_input` for what text cannot create. */
export function newAtom(atom: NewAtom, resolvers: Resolvers): string {
  const { label } = atom;
  const get = (name: string): string => atom.attributes?.find(([key]) => key === name)?.[1] ?? '';
  switch (atom.name) {
    case 'br':
      return '<br />';
    case 'glyph':
      return escapeText(label);
    case 'autolink':
      return `<a href="${escapeAttribute(checkedUrl(label))}">${escapeText(label)}</a>`;
    case 'card':
      return newCard(atom);
    case 'image':
      return newImage(get('src'), label, atom.attributes ?? []);
    case 'mention':
      return newMention(label, get('user'), resolvers);
    case 'status':
      return newStatus(label);
    case 'date':
      return `<time datetime="${escapeAttribute(checkedDate(label))}" />`;
    case 'emoji':
      return `<ac:emoticon ac:name="${escapeAttribute(label.replaceAll(':', ''))}" ac:emoji-shortname="${escapeAttribute(label)}" />`;
    case 'anchor':
      return macro('anchor', [['', label]]);
    case 'jira':
      return macro('jira', [['key', label]]);
    case 'placeholder':
      return `<ac:placeholder>${escapeText(label)}</ac:placeholder>`;
    default:
      throw cannotCreate(atom.name);
  }
}

/** `ac:link` up to its body for the addresses of the dialect that are no URL; undefined for a URL. */
function resourceLink(url: string): string | undefined {
  const [, scheme = '', rest = ''] = /^(page|blog|space|content|att):(.*)$/s.exec(url) ?? [];
  if (url.startsWith('#')) return `<ac:link ac:anchor="${escapeAttribute(url.slice(1))}">`;
  if (scheme === '') return undefined;
  const hash = scheme === 'page' ? rest.lastIndexOf('#') : -1;
  const target = hash === -1 ? rest : rest.slice(0, hash);
  const anchor = hash === -1 ? '' : ` ac:anchor="${escapeAttribute(rest.slice(hash + 1))}"`;
  return `<ac:link${anchor}>${resource(scheme, target)}`;
}

function resource(scheme: string, target: string): string {
  const value = (name: string, text: string): string =>
    text === '' ? '' : ` ri:${name}="${escapeAttribute(text)}"`;
  const slash = target.indexOf('/');
  const space = slash === -1 ? '' : target.slice(0, slash);
  const rest = target.slice(slash + 1);
  if (target.trim() === '')
    throw new AppError('invalid_input', `The link "${scheme}:" names nothing.`, {
      nextStep: 'Write page:KEY/Title, blog:KEY/2026-01-02/Title, space:KEY, content:ID or att:file.',
    });
  switch (scheme) {
    case 'page':
      return `<ri:page${value('space-key', space)}${value('content-title', rest)} />`;
    case 'blog': {
      const [day = '', ...title] = rest.split('/');
      return `<ri:blog-post${value('space-key', space)}${value('posting-day', day)}${value('content-title', title.join('/'))} />`;
    }
    case 'space':
      return `<ri:space${value('space-key', target)} />`;
    case 'content':
      return `<ri:content-entity${value('content-id', target)} />`;
    default:
      return `<ri:attachment${value('filename', target)} />`;
  }
}

function cardOf(thing: { readonly attributes?: Tag['attributes'] }): string {
  const card = thing.attributes?.find(([name]) => name === 'card')?.[1];
  return card === undefined ? '' : ` data-card-appearance="${escapeAttribute(card)}"`;
}

function newCard(atom: NewAtom): string {
  const link = resourceLink(atom.label);
  if (link !== undefined) return `${link}</ac:link>`;
  const url = checkedUrl(atom.label);
  const card = cardOf(atom) === '' ? ' data-card-appearance="inline"' : cardOf(atom);
  return `<a href="${escapeAttribute(url)}"${card}>${escapeText(url)}</a>`;
}

/** `ac:image` of an attachment (`att:file`, or a bare file name) or of a URL. */
export function newImage(source: string, alt: string, attributes: NonNullable<Atom['attributes']>): string {
  const shown = [['alt', alt] as const, ...attributes]
    .filter(
      ([name, value]) =>
        value !== '' && ['alt', 'width', 'height', 'align', 'title', 'layout'].includes(name),
    )
    .map(([name, value]) => ` ac:${name}="${escapeAttribute(value)}"`)
    .join('');
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
  const file = source.startsWith('att:') ? source.slice(4) : source;
  if (file.trim() === '')
    throw new AppError('invalid_input', 'An image names no file.', {
      nextStep: 'Write ![text](att:file.png).',
    });
  const target = isUrl
    ? `<ri:url ri:value="${escapeAttribute(checkedUrl(source))}" />`
    : `<ri:attachment ri:filename="${escapeAttribute(file)}" />`;
  return `<ac:image${shown}>${target}</ac:image>`;
}

function newMention(label: string, user: string, resolvers: Resolvers): string {
  const person = user === '' ? resolvers.people?.get(label) : { accountId: user };
  const id = person?.accountId ?? person?.userKey;
  if (id === undefined)
    throw new AppError('invalid_input', `Nobody is known for the mention "${label}".`, {
      nextStep: 'Write :mention[Name]{user=accountId} or @[e-mail] of a person of this site.',
    });
  const attribute = person?.accountId === undefined ? 'userkey' : 'account-id';
  return `<ac:link><ri:user ri:${attribute}="${escapeAttribute(id)}" /></ac:link>`;
}

const statusColours: ReadonlySet<string> = new Set(['Grey', 'Red', 'Yellow', 'Green', 'Blue', 'Purple']);

/** The colour of a status as storage format names it; undefined for none. Raises `invalid_input` for an unknown one. */
export function statusColour(written: string): string | undefined {
  if (written === '') return undefined;
  const colour = written.slice(0, 1).toUpperCase() + written.slice(1).toLowerCase();
  if (statusColours.has(colour)) return colour === 'Grey' ? 'Grey' : colour;
  throw new AppError('invalid_input', `"${written}" is no colour of a status.`, {
    nextStep: `Use one of ${[...statusColours].join(', ')}.`,
  });
}

function newStatus(label: string): string {
  const bar = label.lastIndexOf('|');
  const title = bar === -1 ? label : label.slice(0, bar);
  const colour = bar === -1 ? undefined : statusColour(label.slice(bar + 1));
  return macro('status', [['title', title], ...(colour === undefined ? [] : [['colour', colour] as const])]);
}

/** A macro without a body. */
export function macro(
  name: string,
  parameters: ReadonlyArray<readonly [name: string, value: string]>,
): string {
  const inner = parameters
    .map(
      ([key, value]) => `<ac:parameter ac:name="${escapeAttribute(key)}">${escapeText(value)}</ac:parameter>`,
    )
    .join('');
  return `<ac:structured-macro ac:name="${escapeAttribute(name)}">${inner}</ac:structured-macro>`;
}

/** A day as `YYYY-MM-DD`. Raises `invalid_input` for anything else. */
export function checkedDate(label: string): string {
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(label) && !Number.isNaN(Date.parse(`${label}T00:00:00Z`));
  if (valid) return label;
  throw new AppError('invalid_input', `"${label.slice(0, 40)}" is no date.`, {
    nextStep: 'Write dates as 2026-01-31.',
  });
}

/** An address that may stand in a link. Raises `invalid_input` for schemes that run code. */
export function checkedUrl(url: string): string {
  if (!/^\s*(?:javascript|vbscript|data):/i.test(url)) return url;
  throw new AppError('invalid_input', `The address "${url.slice(0, 40)}" may not stand in a link.`, {
    nextStep: 'Use an http, https or mailto address, or page:, att: and #anchor.',
  });
}

function cannotCreate(name: string): AppError {
  return new AppError('invalid_input', `":${name}[…]" cannot be created by writing it.`, {
    nextStep: 'Keep the {#handle} of what exists; the dialect lists what new text may hold.',
  });
}
