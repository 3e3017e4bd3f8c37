import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readAdf } from '../../src/content/adf/read-document.ts';
import { validateAdf } from '../../src/content/adf/validate.ts';
import type { Format } from '../../src/content/body.ts';
import { fromMarkdown } from '../../src/content/markdown/from-markdown.ts';
import { readStorage } from '../../src/content/storage/read-document.ts';
import { renderBlocks } from '../../src/content/view/render.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { hasReferenceData, referenceDataNote, referencePath } from '../support/reference-data.ts';
import { constructs, sampleResolvers } from './from-markdown-sample.ts';
import { isWellFormed } from './support/oracle.ts';

const people = new Map([['5:ann', 'Ann']]);

function viewOf(format: Format, made: string): string {
  const root =
    format === 'storage' ? readStorage(made, { people }).root : readAdf(documentOf(made), { people }).root;
  return renderBlocks(root.children, 'needed')
    .lines.join('\n')
    .replaceAll(/\{#[0-9a-z.]+\}/g, '')
    .replaceAll(/\{#[0-9a-z.]+ /g, '{')
    .replaceAll(/^::table\n/gm, '');
}

function documentOf(nodes: string): string {
  return JSON.stringify({ type: 'doc', version: 1, content: JSON.parse(nodes) });
}

const inAdf = constructs.flatMap(({ adf, ...rest }) => (typeof adf === 'object' ? [] : [{ ...rest, adf }]));
const notInAdf = constructs.flatMap(({ adf, ...rest }) =>
  typeof adf === 'object' ? [{ ...rest, adf }] : [],
);

describe('new blocks come back from the view as they were written', () => {
  for (const { name, markdown, viewed } of constructs) {
    it(`${name}, in storage format`, () => {
      const made = fromMarkdown(markdown, 'storage', sampleResolvers);
      expect(isWellFormed(made)).toBe(true);
      expect(viewOf('storage', made)).toBe(viewed ?? markdown);
    });
  }

  for (const { name, markdown, adf } of inAdf) {
    it(`${name}, in ADF`, () => {
      const made = fromMarkdown(markdown, 'adf', sampleResolvers);
      expect(validateAdf(JSON.parse(documentOf(made)))).toEqual({ ok: true });
      expect(viewOf('adf', made)).toBe(adf ?? markdown);
    });
  }

  for (const { name, markdown, adf } of notInAdf) {
    it(`${name}, which ADF refuses`, () => {
      expect(() => fromMarkdown(markdown, 'adf', sampleResolvers)).toThrow(adf.refused);
    });
  }

  it('all of them in one page', () => {
    const parts = constructs.filter(({ markdown }) => !markdown.includes(':::section'));
    const between = '\n\n# next\n\n';
    const made = fromMarkdown(
      parts.map(({ markdown }) => markdown).join(between),
      'storage',
      sampleResolvers,
    );
    expect(isWellFormed(made)).toBe(true);
    expect(viewOf('storage', made)).toBe(
      parts.map(({ markdown, viewed }) => viewed ?? markdown).join(between),
    );
  });

  it('making them again from their view gives the same content', () => {
    for (const { markdown, viewed } of constructs) {
      if (viewed !== undefined) continue;
      for (const format of ['storage', 'adf'] as const) {
        const first = madeOrUndefined(markdown, format);
        if (first === undefined || first.includes('"media"')) continue;
        expect(fromMarkdown(viewOf(format, first), format, sampleResolvers)).toBe(first);
      }
    }
  });

  function madeOrUndefined(markdown: string, format: Format): string | undefined {
    try {
      return fromMarkdown(markdown, format, sampleResolvers);
    } catch {
      return undefined;
    }
  }
});

describe.skipIf(!hasReferenceData)(`ADF validates against the vendor's schema${referenceDataNote}`, () => {
  function validator(): (document: unknown) => string[] {
    const schema = JSON.parse(readFileSync(referencePath('data', 'adf', 'adf-schema.json'), 'utf8'));
    delete schema.$schema;
    const validate = new Ajv({ strict: false }).compile(schema);
    return (document) =>
      validate(document)
        ? []
        : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  }

  it('for every construct, alone and all together', () => {
    const errorsOf = validator();
    const nodes: unknown[] = [];
    for (const { name, markdown } of inAdf) {
      const own: unknown[] = JSON.parse(fromMarkdown(markdown, 'adf', sampleResolvers));
      expect([name, errorsOf({ type: 'doc', version: 1, content: own })]).toEqual([name, []]);
      nodes.push(...own);
    }
    expect(errorsOf({ type: 'doc', version: 1, content: nodes })).toEqual([]);
  });
});

describe('ADF says what it cannot hold', () => {
  it.each([
    ['a heading in a list', '- # a', 'a list item cannot hold a heading'],
    ['a table in a cell', '| ::table ¶ \\| a \\| |', 'a table cell cannot hold a table'],
    ['a macro body in a panel', ':::info\n:::details\na\n:::\n:::', 'a panel cannot hold'],
    [
      'a layout in an expand',
      ':::expand\n:::section{two_equal}\n:::cell\na\n:::\n:::cell\nb\n:::\n:::\n:::',
      'an expand cannot hold a page layout',
    ],
    ['a list in a task', '- [ ] a\n  - b', 'holds text and nothing else'],
    ['an unknown file', '![](att:none.png)', 'no file "none.png"'],
    ['an unknown page', '[a](page:KEY/None)', 'none is known for the page "None"'],
    ['a card in a sentence', 'see [](https://x.test){card=block}', 'stands in a line of text'],
    ['a status in a link', '[:status[a]](https://x.test)', 'cannot be part of a link'],
  ])('%s', (_name, markdown, message) => {
    const error = refusal(() => fromMarkdown(markdown, 'adf', {}));
    expect(error.code).toBe('invalid_input');
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^Line 1|^Line 2/);
    expect(error.fields.nextStep).not.toBe('');
  });

  it('keeps bold off code, and cards alone as blocks of their own', () => {
    expect(
      JSON.parse(
        fromMarkdown(
          '**a `b`**\n\n[](https://x.test){card=block}\n\n[](https://x.test){card=embed}',
          'adf',
          {},
        ),
      ),
    ).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'a ', marks: [{ type: 'strong' }] },
          { type: 'text', text: 'b', marks: [{ type: 'code' }] },
        ],
      },
      { type: 'blockCard', attrs: { url: 'https://x.test' } },
      { type: 'embedCard', attrs: { url: 'https://x.test', layout: 'center' } },
    ]);
  });

  it('moves existing nodes and marks by their handles', () => {
    const macro = { type: 'extension', attrs: { extensionType: 't', extensionKey: 'toc', localId: 'm1' } };
    const comment = { type: 'annotation', attrs: { id: 'r1', annotationType: 'inlineComment' } };
    const stored = new Map([
      ['m1', JSON.stringify(macro)],
      ['r1', JSON.stringify(comment)],
    ]);
    const made = fromMarkdown('::toc{#m1}\n\na :c[b]{#r1}', 'adf', {
      existing: (handle) => stored.get(handle),
    });
    expect(JSON.parse(made)).toEqual([
      macro,
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'a ' },
          { type: 'text', text: 'b', marks: [comment] },
        ],
      },
    ]);
  });
});

function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
