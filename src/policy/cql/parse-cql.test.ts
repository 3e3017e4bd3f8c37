import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/app-error.ts';
import { parseCql } from './parse-cql.ts';
import { printClause, printOrder } from './print-cql.ts';

const reprinted = (cql: string) => {
  const query = parseCql(cql);
  return printClause(query.where) + printOrder(query);
};
const refusal = (cql: string) => {
  try {
    parseCql(cql);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'invalid_input') return thrown.message;
    throw thrown;
  }
  return 'read';
};

describe('CQL', () => {
  it.each([
    ['type = page', 'type = page'],
    ['a = 1 or b = 2 and c = 3', '((a = 1 or b = 2) and c = 3)'],
    ['a = 1 AND b = 2 Or c = 3', '((a = 1 and b = 2) or c = 3)'],
    ['a = 1 or (b = 2 and c = 3)', '(a = 1 or (b = 2 and c = 3))'],
    ['a = 1 and not b = 2 or c = 3', '((a = 1 and not (b = 2)) or c = 3)'],
    ['a = 1 and not (b = 2 or c = 3)', '(a = 1 and not ((b = 2 or c = 3))'.concat(')')],
    ['((a = 1))', 'a = 1'],
    ['space in (A, "b c",  D)', 'space in (A, "b c", D)'],
    ['space NOT IN (A)', 'space not in (A)'],
    ['space in favouriteSpaces()', 'space in favouriteSpaces()'],
    [
      'created > now("-4w") order by created desc, title',
      'created > now("-4w") order by created desc, title',
    ],
    ['id in recentlyViewedContent(5, 10)', 'id in recentlyViewedContent(5, 10)'],
    ['created >= 2026/01/02', 'created >= "2026/01/02"'],
    ['created >= 2026-01-02', 'created >= "2026-01-02"'],
    ['title ~ "a \\"quoted\\" \\\\ word"', 'title ~ "a \\"quoted\\" \\\\ word"'],
    ["title ~ 'it\\'s'", `title ~ "it's"`],
    [`title ~ 'say "hi"'`, 'title ~ "say \\"hi\\""'],
    ['title = Übersicht', 'title = "Übersicht"'],
    ['title = "日本語 🙂"', 'title = "日本語 🙂"'],
    ['space.key = ENG', 'space.key = ENG'],
    ['"space" = ENG', 'space = ENG'],
    ['"my field" = x', '"my field" = x'],
    ['"or" = x', '"or" = x'],
    ['text = "and"', 'text = "and"'],
    ['type=page and\n\tlabel!=x', '(type = page and label != x)'],
    ['title ~ "a" order by "x y" ASC', 'title ~ a order by "x y" asc'],
  ])('reads %s', (cql, expected) => {
    expect(reprinted(cql)).toBe(expected);
    expect(reprinted(expected)).toBe(expected);
  });

  it.each([
    ['', 'position 1: the query is empty'],
    ['   ', 'position 1: the query is empty'],
    ['type', 'position 5: expected an operator, found the end of the query'],
    ['type = ', 'position 8: expected a value, found the end of the query'],
    ['type = page and', 'position 16: expected a field, found the end of the query'],
    ['type = page or or', "position 16: expected a field, found the reserved word 'or'"],
    ['type = page label = x', "position 13: expected AND, OR, ORDER BY or the end, found 'label'"],
    ['(type = page', "position 13: expected AND, OR or ')', found the end of the query"],
    ['type = page)', "position 12: expected AND, OR, ORDER BY or the end, found ')'"],
    ['type = "page', 'position 8: the text in quotes does not end'],
    ['title ~ "a\\n"', 'position 11: a backslash must be doubled, or stand before a quote'],
    ['title ~ a.b', "position 10: the character '.' needs quotes around it"],
    ['title ~ a;b', "position 10: the character ';' needs quotes around it"],
    ['title ~ a"b"', "position 10: the character '\"' needs quotes around it"],
    ['title ~ a\u00a0', 'position 10: the character U+00A0 needs quotes around it'],
    ['title ~ a\u200b', 'position 10: the character U+200B needs quotes around it'],
    ['title ~ "a\0"', 'position 11: the text holds the character U+0000'],
    ['title ~ "\ud800"', 'position 9: the text holds half a character'],
    ['title ~ 🙂', 'position 9: the character U+D83D needs quotes around it'],
    ['title = select', "position 9: the reserved word 'select' needs quotes around it"],
    ['space in ENG', "position 10: expected '(' and a list of values"],
    ['space in ()', "position 11: expected a value, found ')'"],
    ['space in (a,)', "position 13: expected a value, found ')'"],
    ['space not = x', "position 7: expected an operator, found 'not'"],
    ['space is null', "position 7: expected an operator, found 'is'"],
    ['a = b and { c }', "position 11: the character '{' needs quotes around it"],
    ['a = f(b', "position 8: expected ',' or ')', found the end of the query"],
    ['a = f2(b)', "position 5: 'f2' is not the name of a function"],
    ['order by title', "position 1: expected a field, found the reserved word 'order'"],
    ['a = b order title', "position 13: expected BY after ORDER, found 'title'"],
    ['a = b order by', 'position 15: expected a field, found the end of the query'],
    ['a = b order by c or d = e', "position 18: expected AND, OR, ORDER BY or the end, found 'or'"],
    ['a = b /* c */', "position 7: the character '/' needs quotes around it"],
    ['a == b', "position 4: expected a value, found '='"],
  ])('refuses %s', (cql, expected) => {
    expect(refusal(cql)).toBe(`The CQL does not read at ${expected}.`);
  });

  it('refuses what is too deep, too long or has too many clauses', () => {
    expect(refusal(`${'('.repeat(31)}a = b${')'.repeat(31)}`)).toMatch(/nested too deeply/);
    expect(refusal(`a = b and ${'not '.repeat(31)} a = b`)).toMatch(/nested too deeply/);
    expect(refusal(Array.from({ length: 101 }, () => 'a = b').join(' or '))).toMatch(/more than 100 clauses/);
    expect(refusal(`title ~ "${'x'.repeat(20_000)}"`)).toMatch(/longer than 20000 characters/);
  });
});
