import { unparsable } from './cql-error.ts';
import { fold, isUnspaced, stopWords, type Word, wordsOf } from './words.ts';

/** One thing that a text must hold, or must not. */
export interface TextTerm {
  readonly negated: boolean;
  /** One word, or the words of a quoted phrase in order. */
  readonly words: readonly WordTest[];
}

export interface WordTest {
  /** As in the query, folded. */
  readonly text: string;
  matches(word: Word): boolean;
}

/** What follows `~`: any alternative suffices, of an alternative every term is needed. */
export interface TextQuery {
  readonly alternatives: readonly (readonly TextTerm[])[];
}

/** Longer words are no words; wildcards do not look at them. */
const longestWord = 200;

const piecePattern = /([+-])?(?:"([^"]*)"|([^\s"]+))/gu;

/**
 * Reads Confluence's text-search syntax: words (all required, in any order; facts: confluence-api §10), "phrases", the
 * wildcards `*` and `?`, AND, OR, NOT, `+` and `-`. Fuzzy and proximity search (`~`), boosts (`^`), ranges and groups are
 * refused, since the emulator does not know them.
 */
export function parseTextQuery(cql: string, text: string, index: number): TextQuery {
  const alternatives: TextTerm[][] = [[]];
  let negateNext = false;
  for (const [whole, sign, phrase, word] of text.matchAll(piecePattern)) {
    if (word !== undefined) refuseUnsupported(cql, whole, index);
    if (word === 'AND' && sign === undefined) continue;
    if (word === 'OR' && sign === undefined) {
      alternatives.push([]);
      continue;
    }
    if (word === 'NOT' && sign === undefined) {
      negateNext = true;
      continue;
    }
    const negated = negateNext || sign === '-';
    negateNext = false;
    alternatives
      .at(-1)
      ?.push(...(phrase === undefined ? wordTerms(word ?? '', negated) : phraseTerm(phrase, negated)));
  }
  const filled = alternatives.map(dropStopWords).filter((terms) => terms.length > 0);
  return { alternatives: filled };
}

/** Whether a text, as its words, answers the query. A query of punctuation alone answers nothing. */
export function matchesText(query: TextQuery, words: readonly Word[]): boolean {
  return query.alternatives.some((terms) =>
    terms.every((term) => (findTerm(term, words, 0) !== null) !== term.negated),
  );
}

/** How often the words of a query occur in a text. */
export function countMatches(query: TextQuery, words: readonly Word[]): number {
  return query.alternatives.flat().reduce((sum, term) => {
    if (term.negated) return sum;
    return sum + words.filter((word) => term.words.some((test) => test.matches(word))).length;
  }, 0);
}

/** Whether a word is one that the query asks for; such words are highlighted. */
export function isWanted(query: TextQuery, word: Word): boolean {
  return query.alternatives.some((terms) =>
    terms.some((term) => !term.negated && term.words.some((test) => test.matches(word))),
  );
}

function findTerm(term: TextTerm, words: readonly Word[], from: number): number | null {
  for (let at = from; at + term.words.length <= words.length; at += 1) {
    const here = term.words.every((test, offset) => {
      const word = words[at + offset];
      return word !== undefined && test.matches(word);
    });
    if (here) return at;
  }
  return null;
}

function wordTerms(piece: string, negated: boolean): TextTerm[] {
  if (/[*?]/.test(piece) && /[\p{L}\p{N}]/u.test(piece)) {
    return piece
      .split(/[^\p{L}\p{N}\p{M}_*?]+/u)
      .filter((part) => /[\p{L}\p{N}]/u.test(part))
      .map((part) => ({ negated, words: [/[*?]/.test(part) ? wildcardTest(part) : wordTest(part)] }));
  }
  return wordsOf(piece).map((word) => ({ negated, words: [wordTest(word.folded)] }));
}

function phraseTerm(phrase: string, negated: boolean): TextTerm[] {
  const words = wordsOf(phrase).map((word) => wordTest(word.folded));
  return words.length === 0 ? [] : [{ negated, words }];
}

function wordTest(text: string): WordTest {
  const [wanted] = wordsOf(text);
  const folded = wanted?.folded ?? fold(text);
  if (isUnspaced(folded)) return { text: folded, matches: (word) => word.folded.includes(folded) };
  return { text: folded, matches: (word) => word.stem === wanted?.stem };
}

function wildcardTest(pattern: string): WordTest {
  const source = fold(pattern).replace(/[*?]/g, (wild) => (wild === '*' ? '.*' : '.'));
  const expression = new RegExp(`^${source}$`, 'u');
  return {
    text: pattern,
    matches: (word) => word.folded.length <= longestWord && expression.test(word.folded),
  };
}

/** Small words are not indexed, so they are not required either, unless there is nothing else. */
function dropStopWords(terms: readonly TextTerm[]): readonly TextTerm[] {
  const weighty = terms.filter((term) => term.words.length > 1 || !stopWords.has(term.words[0]?.text ?? ''));
  return weighty.length === 0 ? terms : weighty;
}

function refuseUnsupported(cql: string, piece: string, index: number): void {
  const found =
    /[\p{L}\p{N}](?:[~^])\d*(?:\.\d+)?$/u.exec(piece) ??
    /^[+-]?[[{].*/u.exec(piece) ??
    /^[+-]?\(.*\bOR\b/u.exec(piece);
  if (found === null) return;
  throw unparsable(cql, `the text search '${piece}' uses an operator that is not supported`, index);
}
