/** A word of a text: where it stands, as written without case and accents, and its stem. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly folded: string;
  readonly stem: string;
}

const wordPattern = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*/gu;

/** The words of a text, in order: letters, digits and underscores; everything else separates. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(wordPattern)].map((match) => {
    const folded = fold(match[0]);
    return { start: match.index, end: match.index + match[0].length, folded, stem: stem(folded) };
  });
}

/** Without case and without accents. Hangul and kana are composed again, so that a syllable stays one character. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .normalize('NFC');
}

/** Chinese, Japanese and Korean: words are not (or not cleanly) set apart by spaces, so parts of them are searched. */
const unspacedScript = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

export function isUnspaced(word: string): boolean {
  return unspacedScript.test(word);
}

/**
 * A light English stem, so that "run" finds "running" and "deploy" finds "Deployment", as documentation and
 * recorded searches have it. The stemmer of the real index is not known.
 */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x|z)es$/, '$1')
    .replace(/([^su])s$/, '$1');
  const bare = singular.replace(/(?<=[aeiouy].*)(?:ing|ed)$/, '');
  if (bare === singular || bare.length < 3) return singular.replace(/(?<=.{4})ment$/, '').replace(/e$/, '');
  return bare.replace(/([bdfgmnprt])\1$/, '$1').replace(/e$/, '');
}

export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this ' +
    'to was will with'
  ).split(' '),
);
