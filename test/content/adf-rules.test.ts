import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { generate } from '../../scripts/generate-adf-rules.ts';
import { newViolation, validateAdf } from '../../src/content/adf/validate.ts';
import { hasReferenceData, referenceDataNote, referencePath } from '../support/reference-data.ts';
import { adfCorpus, hasAdfCorpus, pick, seededRandom } from './adf-corpus.ts';

const schemaFile = referencePath('data', 'adf', 'adf-schema.json');

function vendorValidator(): (document: unknown) => boolean {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  return (document) => validate(document);
}

type JsonObject = Record<string, unknown>;

/** Every object of a document, with its path. */
function objectsOf(document: unknown): JsonObject[] {
  const found: JsonObject[] = [];
  const stack: unknown[] = [document];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) found.push(value as JsonObject);
    for (const inner of Object.values(value)) if (inner !== null) stack.push(inner);
  }
  return found;
}

const strangeValues: readonly unknown[] = [
  '',
  'x',
  0,
  -1,
  7,
  1.5,
  true,
  null,
  [],
  {},
  ['x'],
  [{ type: 'text', text: 'x' }],
  '#ff0000',
];
const keys = [
  'type',
  'attrs',
  'content',
  'marks',
  'text',
  'level',
  'localId',
  'layout',
  'width',
  'color',
  'state',
  'url',
  'data',
  'extra',
];

/** Damages one place of a document. */
function damage(document: unknown, others: readonly JsonObject[], random: () => number): void {
  const target = pick(random, objectsOf(document));
  if (target === undefined) return;
  const own = Object.keys(target);
  switch (Math.floor(random() * 6)) {
    case 0:
      delete target[pick(random, own) ?? ''];
      break;
    case 1:
      target[pick(random, own) ?? 'x'] = structuredClone(pick(random, strangeValues));
      break;
    case 2:
      target[pick(random, keys) ?? 'x'] = structuredClone(pick(random, strangeValues));
      break;
    case 3: {
      const list = pick(
        random,
        Object.values(target).filter((value) => Array.isArray(value)),
      );
      if (list !== undefined)
        list.splice(Math.floor(random() * (list.length + 1)), 1, structuredClone(pick(random, others)));
      break;
    }
    case 4: {
      const list = pick(
        random,
        Object.values(target).filter((value) => Array.isArray(value)),
      );
      list?.splice(Math.floor(random() * list.length), 1);
      break;
    }
    default:
      target['type'] = pick(random, others)?.['type'];
  }
}

describe('rules of ADF', () => {
  it.skipIf(!hasReferenceData)(`are what the vendor's schema says${referenceDataNote}`, () => {
    const stored = readFileSync(
      new URL('../../src/content/adf/adf-rules.generated.ts', import.meta.url),
      'utf8',
    );
    expect(generate(schemaFile)).toBe(stored);
  });

  it.skipIf(!hasAdfCorpus)(`judge every document of the corpus as ajv does${referenceDataNote}`, () => {
    const vendor = vendorValidator();
    const verdicts = adfCorpus().map(({ name, value }) => {
      const document: unknown = JSON.parse(value);
      return { name, ours: validateAdf(document).ok, vendors: vendor(document) };
    });
    expect(verdicts.filter(({ ours, vendors }) => ours !== vendors)).toEqual([]);
    expect(verdicts.filter(({ vendors }) => vendors).length).toBeGreaterThan(50);
    expect(verdicts.filter(({ vendors }) => !vendors).length).toBeGreaterThan(10);
  });

  it.skipIf(!hasAdfCorpus)(`judge damaged documents as ajv does${referenceDataNote}`, () => {
    const vendor = vendorValidator();
    const random = seededRandom(20260115);
    const corpus = adfCorpus().filter(({ value }) => value.length < 10_000);
    const others = corpus.flatMap(({ value }) => objectsOf(JSON.parse(value)));
    const counts = { valid: 0, invalid: 0 };
    const wrong: string[] = [];
    for (const { name, value } of corpus) {
      for (let round = 0; round < 40; round += 1) {
        const document: unknown = JSON.parse(value);
        for (let times = 1 + Math.floor(random() * 2); times > 0; times -= 1)
          damage(document, others, random);
        const verdict = vendor(document);
        counts[verdict ? 'valid' : 'invalid'] += 1;
        if (validateAdf(document).ok !== verdict)
          wrong.push(`${name}: ${JSON.stringify(document).slice(0, 2000)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(counts.valid).toBeGreaterThan(500);
    expect(counts.invalid).toBeGreaterThan(2000);
  });

  it.skipIf(!hasAdfCorpus)(`find nothing new in what was already wrong${referenceDataNote}`, () => {
    for (const { value } of adfCorpus())
      expect(newViolation(JSON.parse(value), JSON.parse(value))).toBeUndefined();
  });
});
