import { unparsable } from './cql-error.ts';
import { reservedCharacters } from './reserved.ts';

export type TokenKind = 'word' | 'string' | 'operator' | '(' | ')' | ',' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Words and operators as written; strings without quotes, unescaped. */
  readonly text: string;
  /** Zero-based offset of the first character. */
  readonly index: number;
}

const operatorPattern = /!=|!~|>=|<=|=|~|>|</y;
const datePattern = /\d{4}\/\d{1,2}\/\d{1,2}(?![\w/.])/y;
/** Dots belong to field names such as `space.key`; the parser refuses them in unquoted values. */
const wordPattern = /[\p{L}\p{M}\p{N}_\-:&\\{}`´’–—]+(?:\.[\p{L}\p{N}_]+)*/uy;

/** Splits a query into tokens; the last one is `end`. Raises a CqlError at the first character that has no place. */
export function tokenize(cql: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = index;
    return pattern.exec(cql)?.[0];
  };
  while (index < cql.length) {
    const character = cql.charAt(index);
    if (/\s/.test(character)) {
      index += 1;
      continue;
    }
    if (character === '(' || character === ')' || character === ',') {
      tokens.push({ kind: character, text: character, index });
      index += 1;
      continue;
    }
    if (character === '"' || character === "'") {
      const { text, end } = readString(cql, index);
      tokens.push({ kind: 'string', text, index });
      index = end;
      continue;
    }
    const operator = match(operatorPattern);
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, index });
      index += operator.length;
      continue;
    }
    const word = match(datePattern) ?? match(wordPattern);
    if (word === undefined) throw unparsable(cql, explainCharacter(character), index);
    tokens.push({ kind: 'word', text: word, index });
    index += word.length;
    const next = cql.charAt(index);
    if (next !== ',' && reservedCharacters.has(next)) throw unparsable(cql, explainCharacter(next), index);
  }
  tokens.push({ kind: 'end', text: '', index: cql.length });
  return tokens;
}

function explainCharacter(character: string): string {
  return reservedCharacters.has(character)
    ? `the reserved character '${character}' must be inside quotes`
    : `unexpected character '${character}'`;
}

/** Reads a quoted string. A backslash escapes itself and either quote; nothing else. */
function readString(cql: string, start: number): { text: string; end: number } {
  const quote = cql.charAt(start);
  let text = '';
  for (let index = start + 1; index < cql.length; index += 1) {
    const character = cql.charAt(index);
    if (character === quote) return { text, end: index + 1 };
    if (character !== '\\') {
      text += character;
      continue;
    }
    const escaped = cql.charAt(index + 1);
    // Lucene's own escapes are written with two backslashes, so a lone one before anything else is a mistake.
    if (escaped !== '\\' && escaped !== '"' && escaped !== "'")
      throw unparsable(cql, `illegal escape sequence '\\${escaped}'`, index);
    text += escaped;
    index += 1;
  }
  throw unparsable(cql, 'the quoted string does not end', start);
}
