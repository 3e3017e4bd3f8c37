import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CqlError } from './cql-error.ts';
import { parseCql } from './parser.ts';

function faultOf(cql: string): { message: string; position: number } {
  try {
    parseCql(cql);
  } catch (error) {
    if (error instanceof CqlError) return { message: error.message, position: error.position };
    throw error;
  }
  throw new Error(`no fault in ${cql}`);
}

function readOrRefused(cql: string): boolean {
  try {
    return parseCql(cql).text === cql;
  } catch (error) {
    return error instanceof CqlError;
  }
}

describe('parseCql', () => {
  it('reads clauses, connectives and order', () => {
    const query = parseCql(
      'type = page AND (label in (a, "b c") OR NOT creator = currentUser()) order by created desc, title',
    );
    expect(query.where.rest.map((link) => link.connective)).toEqual(['and']);
    expect(query.order).toMatchObject([
      { field: 'created', descending: true },
      { field: 'title', descending: false },
    ]);
  });

  it('reads every operator', () => {
    const operators = ['=', '!=', '>', '>=', '<', '<=', '~', '!~'];
    for (const operator of operators) {
      expect(parseCql(`id = 1 and created${operator}"2026-01-01"`).where.rest[0]?.clause).toMatchObject({
        operator,
      });
    }
    expect(parseCql('id = 1 and id not in (1,2)').where.rest[0]?.clause).toMatchObject({
      operator: 'not in',
    });
  });

  it('reads quotes of both kinds, escapes and unquoted dates', () => {
    const valueOf = (cql: string) => parseCql(cql).where.first;
    expect(valueOf(String.raw`title = "a \"b\" \\ c"`)).toMatchObject({
      values: [{ text: String.raw`a "b" \ c` }],
    });
    expect(valueOf(String.raw`title = 'it\'s'`)).toMatchObject({ values: [{ text: "it's" }] });
    expect(valueOf('created > 2014/09/01')).toMatchObject({ values: [{ text: '2014/09/01' }] });
    expect(valueOf('space.key = DEV')).toMatchObject({ field: 'space.key' });
  });

  it.each([
    ['', 1, 'empty'],
    ['   ', 1, 'empty'],
    ['type page', 6, 'expected an operator'],
    ['type = page AND', 16, 'expected a field name'],
    ['type = page space = DEV', 13, 'expected AND, OR'],
    ['(type = page', 13, "expected AND, OR or ')'"],
    ['type = page)', 12, 'expected AND, OR'],
    ['title = "open', 9, 'does not end'],
    [String.raw`title = "a\d"`, 11, 'illegal escape'],
    ['text ~ v1.2', 10, "reserved character '.'"],
    ['text ~ a+b', 9, "reserved character '+'"],
    ['text ~ #tag', 8, "reserved character '#'"],
    ['label = where', 9, "reserved word 'where'"],
    ['id in 1', 7, "expected '('"],
    ['id in (1', 9, "expected ',' or ')'"],
    ['id in ()', 8, 'expected a value'],
    ['type = page order created', 19, 'expected BY'],
    ['type = page order by', 21, 'expected a field name'],
    ['type = page limit 5', 13, 'expected AND, OR'],
    ['created > now("-1d"', 20, "expected ',' or ')'"],
    ['type = page; space = DEV', 12, "reserved character ';'"],
  ])('refuses %j at %i', (cql, position, reason) => {
    const fault = faultOf(cql);
    expect(fault.message).toContain(reason);
    expect(fault.message).toContain(`at position ${position}`);
    expect(fault.position).toBe(position);
  });

  it.each([
    'not type = page',
    'type != page',
    'label not in (a)',
    'title !~ x',
    '(not type = page) and id = 1',
  ])('refuses the negative start of %j', (cql) => {
    expect(faultOf(cql).message).toContain('a negative expression cannot be the first clause');
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(faultOf(`${'('.repeat(5000)}id = 1${')'.repeat(5000)}`).message).toContain('nested too deeply');
  });

  it('gives back every text that was escaped and quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
        const { first, rest } = parseCql(`title = "${escaped}"`).where;
        expect(first).toMatchObject({ kind: 'comparison', values: [{ kind: 'literal', text }] });
        expect(rest).toEqual([]);
      }),
    );
  });

  it('reads or refuses whatever it is given, and never fails otherwise', () => {
    const pieces = fc.constantFrom(
      'type',
      '=',
      'page',
      'and',
      'or',
      'not',
      '(',
      ')',
      'in',
      ',',
      '"a b"',
      "'",
      'order by',
      'now()',
      '~',
      '\\',
      '.',
      '한',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.string(), (parts, noise) => {
        for (const cql of [parts.join(' '), parts.join(''), noise]) {
          expect(readOrRefused(cql)).toBe(true);
        }
      }),
    );
  });
});
