import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { editsField, etagField } from './body-fields.ts';
import { editNames, newTexts, toEdits } from './edits.ts';

const parse = (schema: z.ZodType, value: unknown): unknown => {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message);
};

describe('an etag', () => {
  it.each(['9f3c1a2b', ' 9f3c1a2b ', '"9f3c1a2b"', 'etag=9f3c1a2b'])('is read from %j', (written) => {
    expect(parse(etagField(), written)).toBe('9f3c1a2b');
  });

  it.each(['', 'W/"7"', 'latest', 17])('is not %j', (written) => {
    expect(parse(etagField(), written)).toEqual([expect.any(String)]);
  });
});

describe('edits', () => {
  const replace = { replace: { old: 'a', new: 'b' } };

  it('come as a list, alone, or as JSON text', () => {
    for (const written of [[replace], replace, JSON.stringify([replace]), JSON.stringify(replace)])
      expect(parse(editsField(), written)).toEqual([replace]);
  });

  it.each([
    [[], expect.stringContaining('>=1')],
    [[{}], 'an edit is exactly one of replace, insert, delete, move, set, table'],
    [
      [{ ...replace, delete: { target: '#ab12' } }],
      'an edit is exactly one of replace, insert, delete, move, set, table',
    ],
    [[{ replace: { old: 'a' } }], expect.stringContaining('expected string')],
    ['not JSON', expect.stringContaining('expected array')],
  ])('refuses %j', (written, said) => {
    expect(parse(editsField(), written)).toEqual([said]);
  });

  it('are named, and their new texts known', () => {
    const edits = toEdits([
      replace,
      { replace: { old: 'c', new: 'd', all: true } },
      { table: { target: '#ab12', rowInsert: { after: 1, cells: ['x', 'y'] } } },
      { delete: { target: '#cd34' } },
    ]);
    expect(editNames(edits)).toBe('2 × replace, table, delete');
    expect(newTexts(edits)).toEqual(['b', 'd', 'x', 'y']);
  });
});
