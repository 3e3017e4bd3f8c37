import { once } from '../../kernel/once.ts';
import { spaceClass, stripNoWidth } from './text.ts';

export type WordKind = 'word' | 'space' | 'sign';

const emoji = '\\p{RGI_Emoji}';
const letters = '[\\p{L}\\p{N}\\p{M}\\u00ad\\u200b\\u2060\\ufeff]+';
/** Made when the first emoji comes: its thousands of sequences cost more than the rest of loading this code. */
const wordPattern = once(() => new RegExp(`(${spaceClass}+)|(?:${emoji})|(${letters})|[^]`, 'gv'));
const plainPattern = new RegExp(`(${spaceClass}+)|(${letters})|[^]`, 'gu');
/** Anything that an emoji can start with or consist of. */
const beyondPlain = /[\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\ud83c-\ud83e]|\ufe0f|\u20e3/;

/** Splits text into runs of white space, runs of letters and digits, and single signs (an emoji is one sign). */
export function* splitWords(
  text: string,
): Generator<{ text: string; kind: WordKind; from: number; to: number }> {
  const pattern = new RegExp(beyondPlain.test(text) ? wordPattern() : plainPattern);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const kind = match[1] !== undefined ? 'space' : match[2] !== undefined ? 'word' : 'sign';
    yield { text: match[0], kind, from: match.index, to: match.index + match[0].length };
  }
}

/** Whether the text is one sign of `splitWords`, so that it may stand for an emoticon. */
export function isSingleGlyph(text: string): boolean {
  if (text === '' || text.length > 32) return false;
  const [first, second] = [...splitWords(stripNoWidth(text))];
  return first !== undefined && second === undefined && first.kind === 'sign' && !/^[!-~]$/.test(text);
}
