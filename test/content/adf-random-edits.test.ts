import { describe, expect, it } from 'vitest';
import { edit } from '../../src/content/edit/edit.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { adfCorpus, hasAdfCorpus } from './adf-corpus.ts';
import { adfFaults } from './support/adf-faults.ts';
import { isDeep } from './support/corpus.ts';
import { expectEdits } from './support/edit-counts.ts';
import { createDice, randomEdit, type EditKind } from './support/random-edit.ts';

const corpus = hasAdfCorpus ? adfCorpus() : [];
const perDocument = isDeep ? 200 : 12;

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
          wrong.push(...adfFaults(value, after, random).map((fault) => `${context}: ${fault}`));
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
    expectEdits(
      'random edits of real ADF',
      rates.reduce((sum, { of }) => sum + of, 0),
    );
    const valid: readonly EditKind[] = ['word', 'cell', 'item', 'task'];
    expect(rates.filter(({ kind, rate }) => valid.includes(kind) && rate < 0.99)).toEqual([]);
  });
});
