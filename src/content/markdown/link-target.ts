import { quoted, refuse } from './refuse.ts';

/** What a link of the dialect leads to. `space` is undefined for the page's own space. */
export type LinkTarget =
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'page';
      readonly space: string | undefined;
      readonly title: string;
      readonly anchor: string | undefined;
    }
  | {
      readonly kind: 'blog';
      readonly space: string | undefined;
      readonly day: string;
      readonly title: string;
    }
  | { readonly kind: 'space'; readonly key: string }
  | { readonly kind: 'content'; readonly id: string }
  | { readonly kind: 'attachment'; readonly fileName: string }
  | { readonly kind: 'anchor'; readonly name: string };

const howToLink =
  'Write an http, https or mailto address, page:KEY/Title, blog:KEY/2026-01-31/Title, space:KEY, content:ID, att:file.pdf or #anchor.';

/**
 * Reads the address of a link. A title that holds a slash is written with its space key; `%2F` and `%23` are a slash and
 * a number sign of a title. Raises `invalid_input` for addresses that name nothing or run code.
 */
export function parseTarget(address: string, line: number | undefined): LinkTarget {
  const text = address.trim();
  if (text.startsWith('#')) {
    if (text.length === 1) throw refuse(line, 'A link leads to "#", which names no anchor.', howToLink);
    return { kind: 'anchor', name: text.slice(1) };
  }
  const [, scheme = '', rest = ''] = /^(page|blog|space|content|att):(.*)$/is.exec(text) ?? [];
  if (scheme !== '' && rest.trim() === '')
    throw refuse(line, `The link "${scheme}:" names nothing.`, howToLink);
  switch (scheme.toLowerCase()) {
    case 'page':
      return parsePage(rest, line);
    case 'blog':
      return parseBlog(rest, line);
    case 'space':
      return { kind: 'space', key: rest.trim() };
    case 'content':
      if (!/^\d+$/.test(rest.trim()))
        throw refuse(line, `"content:${rest}" is no content id.`, 'Write the number of the page or file.');
      return { kind: 'content', id: rest.trim() };
    case 'att':
      return { kind: 'attachment', fileName: rest.trim() };
    default:
      return { kind: 'url', url: checkUrl(text, line) };
  }
}

/** A page named in a parameter of a macro: `KEY/Title` or `Title`, with or without `page:`. */
export function parsePage(written: string, line: number | undefined): Extract<LinkTarget, { kind: 'page' }> {
  const text = written.replace(/^page:/i, '').trim();
  const { space, rest } = splitSpace(text);
  const hash = /^(.*\S)#([^#\s][^#]*)$/s.exec(rest);
  const title = unescapeTitle(hash?.[1] ?? rest);
  if (title === '') throw refuse(line, `The link "page:${text}" names no title.`, howToLink);
  return { kind: 'page', space, title, anchor: hash?.[2] };
}

function parseBlog(rest: string, line: number | undefined): LinkTarget {
  const match = /^(?:([^/]+)\/)?(\d{4}[-/]\d{2}[-/]\d{2})\/(.+)$/s.exec(rest.trim());
  if (match === null)
    throw refuse(
      line,
      `${quoted(`blog:${rest}`)} does not name a blog post.`,
      'Write blog:KEY/2026-01-31/Title.',
    );
  const [, space, day = '', title = ''] = match;
  return { kind: 'blog', space, day: day.replaceAll('/', '-'), title: unescapeTitle(title) };
}

/** A space key is letters and digits, or `~` and a person; anything else before a slash is part of the title. */
function splitSpace(text: string): { readonly space: string | undefined; readonly rest: string } {
  const match = /^(~[^\s/]+|[\p{L}\p{N}_]+)\/(.*)$/su.exec(text);
  return { space: match?.[1], rest: match?.[2] ?? text };
}

function unescapeTitle(title: string): string {
  return title.trim().replaceAll(/%2F/gi, '/').replaceAll('%23', '#');
}

/** Characters that browsers drop or that nobody sees: an address may be disguised with them. */
const disguise = /[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const unsafeScheme = /^(?:javascript|vbscript|data|livescript|mocha|jar|blob|view-source):/i;

/** Whether an address has a scheme that runs code or carries its own content, however it is disguised. */
export function isUnsafeAddress(address: string): boolean {
  return unsafeScheme.test(address.replaceAll(disguise, ''));
}

/**
 * An address that may stand in a page. Raises `invalid_input` for schemes that run code, however they are disguised.
 */
export function checkUrl(url: string, line: number | undefined): string {
  if (url.replaceAll(disguise, '') === '') throw refuse(line, 'A link has no address.', howToLink);
  if (isUnsafeAddress(url))
    throw refuse(line, `The address ${quoted(url)} may not stand in a page.`, howToLink);
  return url;
}
