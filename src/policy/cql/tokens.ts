import { cqlFault } from './cql-fault.ts';

export interface Token {
  readonly kind: 'word' | 'text' | 'operator' | '(' | ')' | ',' | 'end';
  /** Words and operators as written; texts without quotes, unescaped. */
  readonly text: string;
  /** Zero-based offset. */
  readonly index: number;
}

/** Far more than people write, and little enough to read at once. */
const longestQuery = 20_000;

const operator = /!=|!~|>=|<=|=|~|>|</y;
/** A date may stand without quotes, with slashes; elsewhere a slash is a reserved character. */
const date = /\d{4}\/\d{1,2}\/\d{1,2}(?![\p{L}\p{N}/._-])/uy;
/** Letters and digits of any script; a dot joins parts of a field's name. */
const word = /[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_:-]*(?:\.[\p{L}\p{N}_]+)*/uy;
const blank = /[ \t\r\n]/;

/** The words of a query; the last is `end`. Raises `invalid_input` at the first character that has no certain meaning. */
export function cqlTokens(cql: string): readonly Token[] {
  if (cql.length > longestQuery)
    throw cqlFault(`the query is longer than ${longestQuery} characters`, longestQuery);
  const tokens: Token[] = [];
  let index = 0;
  const at = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = index;
    return pattern.exec(cql)?.[0];
  };
  while (index < cql.length) {
    const character = cql.charAt(index);
    if (blank.test(character)) {
      index += 1;
      continue;
    }
    if (character === '(' || character === ')' || character === ',') {
      tokens.push({ kind: character, text: character, index });
      index += 1;
      continue;
    }
    if (character === '"' || character === "'") {
      const { text, end } = readText(cql, index);
      tokens.push({ kind: 'text', text, index });
      index = end;
      continue;
    }
    const symbol = at(operator);
    const found = symbol ?? at(date) ?? at(word);
    if (found === undefined)
      throw cqlFault(`the character ${shown(character)} needs quotes around it`, index);
    tokens.push({ kind: symbol === undefined ? 'word' : 'operator', text: found, index });
    index += found.length;
    const next = cql.charAt(index);
    // Two words with nothing between them are one word of which only a part was understood.
    if (symbol === undefined && next !== '' && !/[ \t\r\n(),=!<>~]/.test(next))
      throw cqlFault(`the character ${shown(next)} needs quotes around it`, index);
  }
  tokens.push({ kind: 'end', text: '', index: cql.length });
  return tokens;
}

function shown(character: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `'${character}'`
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A backslash escapes itself and either quote (facts: confluence-api §10); before anything else it has no certain meaning. */
function readText(cql: string, start: number): { readonly text: string; readonly end: number } {
  const quote = cql.charAt(start);
  let text = '';
  for (let index = start + 1; index < cql.length; index += 1) {
    const character = cql.charAt(index);
    if (character === quote) {
      if (!text.isWellFormed()) throw cqlFault('the text holds half a character', start);
      return { text, end: index + 1 };
    }
    if (character === '\0') throw cqlFault('the text holds the character U+0000', index);
    if (character !== '\\') {
      text += character;
      continue;
    }
    const escaped = cql.charAt(index + 1);
    if (escaped !== '\\' && escaped !== '"' && escaped !== "'")
      throw cqlFault('a backslash must be doubled, or stand before a quote', index);
    text += escaped;
    index += 1;
  }
  throw cqlFault('the text in quotes does not end', start);
}
