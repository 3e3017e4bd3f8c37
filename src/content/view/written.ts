import type { Atom, Tag } from '../model/inline.ts';
import { splitWords } from '../model/words.ts';
import type { Braces } from './syntax.ts';

/** A tag or atom as it was written; its handle is not looked up yet. */
export type WrittenTag = Omit<Tag, 'handle'> & { readonly written?: string };
export type WrittenAtom = Omit<Atom, 'handle'> & { readonly written?: string };

/** One element of an edited text. `pair` is the index of the partner of an opening or closing element, else -1. */
export interface Written {
  readonly kind: 'word' | 'space' | 'sign' | 'open' | 'close' | 'atom';
  /** Literal text; of an opening element what it is when it never closes. */
  readonly text: string;
  readonly tag?: WrittenTag;
  readonly atom?: WrittenAtom;
  pair: number;
}

/** Fields with what stood in the braces behind them. */
export function withBraces<T extends object>(
  fields: T,
  braces: Braces,
): T & { readonly written?: string; readonly attributes?: Braces['attributes'] } {
  return {
    ...fields,
    ...(braces.handle === undefined ? {} : { written: braces.handle }),
    ...(braces.attributes.length === 0 ? {} : { attributes: braces.attributes }),
  };
}

/** A label without its backslashes. */
export function unescapeLabel(label: string): string {
  return label.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** An address without a title, angle brackets and backslashes. */
export function readUrl(url: string): string {
  const bare = url
    .trim()
    .replace(/ "[^"]*"$/, '')
    .replace(/^<(.*)>$/, '$1');
  return unescapeLabel(bare);
}

/** Turns signs that never closed back into text and joins the words and spaces that then stand together. */
export function settle(elements: readonly Written[]): Written[] {
  const kept: Written[] = [];
  const places = new Map<number, number>();
  const append = (element: Written): void => {
    const last = kept.at(-1);
    if (element.kind === 'space' && last?.kind === 'space') return;
    if (element.kind === 'word' && last?.kind === 'word')
      kept[kept.length - 1] = { ...last, text: last.text + element.text };
    else kept.push(element);
  };
  elements.forEach((element, index) => {
    if (element.kind === 'open' && element.pair === -1) {
      for (const { kind, text } of splitWords(element.text)) append({ kind, text, pair: -1 });
    } else if (element.pair === -1) {
      append(element);
    } else {
      places.set(index, kept.length);
      kept.push({ ...element });
    }
  });
  for (const element of kept) if (element.pair !== -1) element.pair = places.get(element.pair) ?? -1;
  return kept;
}
