import { describe, expect, it } from 'vitest';
import { groupedListFormatField, readFormatField } from './bodies/body-fields.ts';
import {
  attachmentIdField,
  idField,
  idListField,
  limitField,
  statusListField,
  titleField,
  writeBodyField,
} from './input-fields.ts';
import type { z } from 'zod';

const parse = (schema: z.ZodType, value: unknown): unknown => {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message);
};

describe('ids', () => {
  it.each([
    ['123', '123'],
    [' 123 ', '123'],
    [123, '123'],
    ['9007199254740993', '9007199254740993'],
  ])('takes %j as %s', (given, id) => {
    expect(parse(idField('x'), given)).toBe(id);
  });

  it.each([['ENG'], ['https://acme.atlassian.net/wiki/spaces/ENG/pages/123'], [''], [-1], [1.5], ['12 3']])(
    'refuses %j and says what an id looks like',
    (given) => {
      expect(parse(idField('x'), given)).toEqual([
        expect.stringMatching(/digits, such as 123456|expected string/),
      ]);
    },
  );

  it.each([
    ['att123', 'att123'],
    [123, 'att123'],
    ['123', 'att123'],
    ['page', [expect.stringContaining('such as att123456')]],
  ])('takes the attachment id %j as %j', (given, id) => {
    expect(parse(attachmentIdField('x'), given)).toEqual(id);
  });

  it('takes one id, a comma-separated text or a list for a list', () => {
    expect(parse(idListField('x'), 7)).toEqual(['7']);
    expect(parse(idListField('x'), '7, 8')).toEqual(['7', '8']);
    expect(parse(idListField('x'), [7, '8'])).toEqual(['7', '8']);
  });
});

describe('other fields', () => {
  it('takes a limit of 1 to 250, as text too', () => {
    expect(parse(limitField(), '10')).toBe(10);
    expect(parse(limitField(), 250)).toBe(250);
    expect(parse(limitField(), 0)).toEqual([expect.stringContaining('>=1')]);
    expect(parse(limitField(), 251)).toEqual([expect.stringContaining('<=250')]);
  });

  it('takes adf for atlas_doc_format, and Markdown when nothing is said', () => {
    expect(parse(readFormatField(), 'adf')).toBe('atlas_doc_format');
    expect(parse(readFormatField(), undefined)).toBe('markdown');
    expect(parse(groupedListFormatField(), undefined)).toBe('storage');
  });

  it('takes one status or several', () => {
    expect(parse(statusListField(), 'archived')).toEqual(['archived']);
    expect(parse(statusListField(), ['current', 'trashed'])).toEqual(['current', 'trashed']);
    expect(parse(statusListField(), 'gone')).toEqual([expect.stringContaining('"trashed"')]);
  });

  it('refuses titles that Confluence would refuse', () => {
    expect(parse(titleField(), 'x'.repeat(255))).toHaveLength(255);
    expect(parse(titleField(), ' ')).toEqual(['a title has 1 to 255 characters']);
    expect(parse(titleField(), 'x'.repeat(256))).toEqual(['a title has 1 to 255 characters']);
  });
});

describe('a body to write', () => {
  it('is storage format when it does not say', () => {
    expect(parse(writeBodyField(), { value: '<p/>' })).toEqual({ representation: 'storage', value: '<p/>' });
  });

  it('takes ADF as text or as an object, and sends it as text', () => {
    const adf = { type: 'doc', version: 1, content: [] };
    const expected = { representation: 'atlas_doc_format', value: JSON.stringify(adf) };
    expect(parse(writeBodyField(), { representation: 'adf', value: adf })).toEqual(expected);
    expect(
      parse(writeBodyField(), { representation: 'atlas_doc_format', value: JSON.stringify(adf) }),
    ).toEqual(expected);
  });

  it.each(['<p>storage</p>', '{"type":"paragraph"}', '[]'])('refuses %s as ADF', (value) => {
    expect(parse(writeBodyField(), { representation: 'atlas_doc_format', value })).toEqual([
      'atlas_doc_format takes an ADF document: JSON with "type": "doc"',
    ]);
  });
});
