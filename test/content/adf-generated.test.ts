import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateAdf } from '../../src/content/adf/validate.ts';
import { edit, updateFromView } from '../../src/content/edit/edit.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { adfFaults } from './support/adf-faults.ts';
import { isDeep } from './support/corpus.ts';
import { expectEdits } from './support/edit-counts.ts';
import { adfDocument } from './support/generate-adf.ts';
import { createDice, randomEdit, type EditKind } from './support/random-edit.ts';

const numRuns = isDeep ? 20_000 : 600;

describe('generated ADF', () => {
  it('is what the schema allows', () => {
    fc.assert(
      fc.property(adfDocument, (value) => {
        expect(validateAdf(JSON.parse(value))).toEqual({ ok: true });
      }),
      { numRuns: 200 },
    );
  });

  it('comes back to the byte when nothing is edited', () => {
    fc.assert(
      fc.property(adfDocument, (value) => {
        const body = { format: 'adf', value } as const;
        const { lines } = openPage(body, {}, 'needed').rendered;
        expect(updateFromView(body, lines.join('\n')).value).toBe(value);
        const every = openPage(body, {}, 'all').rendered.lines.join('\n');
        if (/ \{#[0-9a-z.]+\}$/m.test(every)) expect(updateFromView(body, every).value).toBe(value);
      }),
      { numRuns },
    );
  });

  it('is changed by random edits where they say and nowhere else', () => {
    let ids = 0;
    const tried = new Map<EditKind, number>();
    const refused = new Map<EditKind, string[]>();
    fc.assert(
      fc.property(adfDocument, fc.nat(), (document, seed) => {
        const dice = createDice(seed);
        let value = document;
        for (let turn = 0; turn < 3; turn += 1) {
          const random = randomEdit(value, dice, 'adf');
          if (random === undefined) continue;
          tried.set(random.kind, (tried.get(random.kind) ?? 0) + 1);
          try {
            const allowLoss = random.keepsAll ? [] : ['comment'];
            const resolvers = { newLocalId: (): string => `made-${(ids += 1)}` };
            const after = edit({ format: 'adf', value }, [random.edit], { allowLoss, resolvers }).value;
            expect(adfFaults(value, after, random), JSON.stringify(random.edit)).toEqual([]);
            value = after;
          } catch (error) {
            if (!(error instanceof AppError) || error.code === 'internal') throw error;
            const told = `${JSON.stringify(random.edit)}: ${error.message} ${error.fields.detail ?? ''}`;
            refused.set(random.kind, [...(refused.get(random.kind) ?? []), told.slice(0, 400)]);
          }
        }
      }),
      { numRuns },
    );
    const rates = [...tried].map(([kind, of]) => ({ kind, of, done: of - (refused.get(kind)?.length ?? 0) }));
    const examples = [...refused.values()].flatMap((all) => all.slice(0, 4));
    console.log(
      `generated ADF: ${rates.map(({ kind, of, done }) => `${kind} ${done}/${of}`).join(', ')}\n${examples.join('\n')}`,
    );
    expectEdits(
      'random edits of generated ADF',
      rates.reduce((sum, { of }) => sum + of, 0),
    );
    const valid: readonly EditKind[] = ['word', 'cell', 'item', 'task'];
    expect(rates.filter(({ kind, of, done }) => valid.includes(kind) && done / of < 0.99)).toEqual([]);
  });
});
