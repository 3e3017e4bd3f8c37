import type { Link } from '../../content/index.ts';

/** Something that wiki markup may hold, with an offset into the text. */
export type WikiReference =
  | { readonly kind: 'macro'; readonly name: string; readonly start: number }
  | { readonly kind: 'link'; readonly link: Link; readonly start: number };

const macro = /\{([a-z][\w.-]*)/gi;
const address =
  /(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{0,30}:\/\/|(?:mailto|javascript|vbscript|data):)[^\s|\]}!]*/gi;
/** `[target]` and `[text|target]`. */
const bracket = /\[([^[\]\n]*)\]/g;

/**
 * Macros and links that wiki markup may hold. Only Confluence reads this markup for certain, so whatever could be one
 * counts.
 */
export function wikiReferences(text: string): WikiReference[] {
  return [
    ...[...text.matchAll(macro)].map(({ 1: name = '', index }): WikiReference => ({
      kind: 'macro',
      name,
      start: index,
    })),
    ...[...text.matchAll(address)].map(({ 0: target, index }): WikiReference => ({
      kind: 'link',
      link: { type: 'url', target },
      start: index,
    })),
    ...[...text.matchAll(bracket)].flatMap(({ 1: inside = '', index }): WikiReference[] => {
      const [first = '', target = first] = inside.split('|');
      const link = bracketLink(target.trim());
      return link === undefined ? [] : [{ kind: 'link', link, start: index }];
    }),
  ];
}

/** What stands in brackets and is no address: a page, a file or an anchor; a person is no link. */
function bracketLink(target: string): Link | undefined {
  if (
    target === '' ||
    target.startsWith('~') ||
    /^[a-z][a-z0-9+.-]*:\/\/|^(?:mailto|javascript|vbscript|data):/i.test(target)
  )
    return undefined;
  if (target.startsWith('#')) return { type: 'anchor', target: target.slice(1) };
  if (target.startsWith('^')) return { type: 'attachment', target: target.slice(1) };
  const [, space, title = target] = /^([A-Za-z0-9~_]+):(.+)$/.exec(target) ?? [];
  return space === undefined ? { type: 'page', target } : { type: 'page', target: title, space };
}
