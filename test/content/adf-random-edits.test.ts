import { describe, expect, it } from 'vitest';
import { contentOf, type AdfNode } from '../../src/content/adf/node.ts';
import { newViolation } from '../../src/content/adf/validate.ts';
import { edit } from '../../src/content/edit/edit.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { adfCorpus, hasAdfCorpus } from './adf-corpus.ts';
import { isDeep } from './support/corpus.ts';
import { createDice, randomEdit, type EditKind, type RandomEdit } from './support/random-edit.ts';

const corpus = hasAdfCorpus ? adfCorpus() : [];
const perDocument = isDeep ? 200 : 12;

/** What a document must not lose, found without the engine: each thing with how often it stands there. */
function identities(value: string): Map<string, number> {
  const found = new Map<string, number>();
  const note = (key: string): void => void found.set(key, (found.get(key) ?? 0) + 1);
  const stack: AdfNode[] = [JSON.parse(value)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { attrs = {} } = node;
    if (/extension$/i.test(node.type)) note(`${node.type} ${JSON.stringify(attrs)}`);
    if (
      ['mention', 'emoji', 'media', 'mediaInline', 'inlineCard', 'blockCard', 'embedCard'].includes(node.type)
    )
      note(`${node.type} ${JSON.stringify(attrs)}`);
    if (/task.*item/i.test(node.type)) note(`task ${String(attrs['localId'])}`);
    if (['panel', 'expand', 'layoutColumn', 'codeBlock', 'date', 'status'].includes(node.type))
      note(node.type);
    for (const mark of node.marks ?? [])
      if (mark.type === 'annotation' || mark.type === 'link')
        found.set(`${mark.type} ${JSON.stringify(mark.attrs)}`, 1);
    stack.push(...contentOf(node));
  }
  return found;
}

function lost(before: string, after: string): string[] {
  const current = identities(after);
  return [...identities(before)]
    .filter(([key, count]) => (current.get(key) ?? 0) < count)
    .map(([key]) => key);
}

/** What an edit did that it should not have done. */
function faults(value: string, after: string, random: RandomEdit): string[] {
  const violation = newViolation(JSON.parse(value), JSON.parse(after));
  const lines = openPage({ format: 'adf', value: after }, {}, 'needed').rendered.lines;
  const { shows } = random;
  return [
    ...(violation === undefined ? [] : [`not valid: ${violation.path} ${violation.message}`]),
    ...(random.keepsAll ? lost(value, after).map((key) => `lost ${key}`) : []),
    ...(shows === undefined || lines.some((line) => line.includes(shows)) ? [] : ['not shown']),
  ];
}

describe.skipIf(corpus.length === 0)(`ADF: random edits${referenceDataNote}`, () => {
  it('of real documents change what they name and nothing else', () => {
    const tried = new Map<EditKind, number>();
    const applied = new Map<EditKind, number>();
    const refusals: string[] = [];
    const wrong: string[] = [];
    const count = (counts: Map<EditKind, number>, kind: EditKind): void =>
      void counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const [index, { name, value }] of corpus.entries()) {
      const dice = createDice(index);
      for (let turn = 0; turn < perDocument; turn += 1) {
        const random = randomEdit(value, dice, 'adf');
        if (random === undefined) continue;
        const context = `${name}: ${JSON.stringify(random.edit)}`;
        count(tried, random.kind);
        try {
          const allowLoss = random.keepsAll ? [] : ['comment'];
          const after = edit({ format: 'adf', value }, [random.edit], { allowLoss }).value;
          count(applied, random.kind);
          wrong.push(...faults(value, after, random).map((fault) => `${context}: ${fault}`));
        } catch (error) {
          if (!(error instanceof AppError) || error.code === 'internal') throw error;
          refusals.push(`${context}: ${error.message} ${error.fields.detail ?? ''}`.slice(0, 500));
        }
      }
    }
    const rates = [...tried].map(([kind, of]) => {
      const done = applied.get(kind) ?? 0;
      return { kind, of, done, rate: done / of };
    });
    console.log(
      `ADF: ${rates.map(({ kind, of, done }) => `${kind} ${done}/${of}`).join(', ')}\n${refusals.slice(0, 25).join('\n')}`,
    );
    expect(wrong).toEqual([]);
    const valid: readonly EditKind[] = ['word', 'cell', 'item', 'task'];
    expect(rates.filter(({ kind, rate }) => valid.includes(kind) && rate < 0.99)).toEqual([]);
  });
});
