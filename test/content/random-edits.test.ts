import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edit } from '../../src/content/edit/edit.ts';
import { openPage } from '../../src/content/edit/page.ts';
import { AppError } from '../../src/kernel/app-error.ts';
import { referenceDataNote } from '../support/reference-data.ts';
import { isDeep, storageCorpus } from './support/corpus.ts';
import { expectEdits } from './support/edit-counts.ts';
import { storageBody } from './support/generate.ts';
import { lostIdentities } from './support/identities.ts';
import { difference, isWellFormed, withoutCopies } from './support/oracle.ts';
import { createDice, randomEdit, type EditKind, type RandomEdit } from './support/random-edit.ts';

const corpus = storageCorpus();
const perGenerated = 3;
const generatedRuns = isDeep ? 50_000 : 1500;
const perDocument = isDeep ? 330 : 40;

interface Tally {
  readonly tried: Map<EditKind, number>;
  readonly applied: Map<EditKind, number>;
  readonly refusals: string[];
}

function createTally(): Tally {
  return { tried: new Map(), applied: new Map(), refusals: [] };
}

function count(counts: Map<EditKind, number>, kind: EditKind): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}

/** The edit, of a replaced line what changes in it. */
function describeEdit(random: RandomEdit): string {
  if (!('replace' in random.edit)) return JSON.stringify(random.edit).slice(0, 400);
  const { old, new: next } = random.edit.replace;
  const { start, before, after } = difference(old, next);
  return `"${old.slice(Math.max(0, start - 80), start)}[${before} -> ${after}]${old.slice(start + before.length, start + before.length + 80)}"`;
}

/** Makes an edit and checks what must hold for every edit; returns the new body, or undefined when it was refused. */
function check(value: string, random: RandomEdit, tally: Tally, name: string): string | undefined {
  count(tally.tried, random.kind);
  const context = `${name}: ${describeEdit(random)}`;
  let result;
  try {
    result = edit({ format: 'storage', value }, [random.edit], {
      allowLoss: random.keepsAll ? [] : ['comment'],
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    tally.refusals.push(`${context}: ${error.message} ${error.fields.detail ?? ''}`.slice(0, 700));
    return undefined;
  }
  count(tally.applied, random.kind);
  if (!isWellFormed(result.value)) expect.fail(`not well-formed after ${context}`);
  if (random.keepsAll) expect(lostIdentities(value, result.value), context).toEqual([]);
  if (
    random.shows !== undefined &&
    !openPage({ format: 'storage', value: result.value }, {}, 'needed').rendered.lines.some((line) =>
      line.includes(random.shows ?? ''),
    )
  )
    expect.fail(`not shown after ${context}: ${result.changed.join(' / ')}`);
  const whole = withoutCopies(result.value);
  const { start, before, after } = difference(withoutCopies(value), whole);
  if (random.kind === 'insert' || random.kind === 'item')
    expect(before.length, context).toBeLessThanOrEqual(40);
  // White space and empty paragraphs between deleted blocks stay.
  if (random.kind === 'delete' && after.trim().length > 40)
    expect(wordsIn(whole, start, start + after.length), context).toBe('');
  if (random.kind === 'word') expect(before.length, context).toBeLessThanOrEqual(200);
  return result.value;
}

/** What is left of a part of a body without tags, those at its ends too, of which it may have only a piece. */
function wordsIn(body: string, start: number, end: number): string {
  const before = body.slice(0, start);
  const from = before.lastIndexOf('<') > before.lastIndexOf('>') ? before.lastIndexOf('<') : start;
  const [rest = ''] = /^[^<>]*>/.exec(body.slice(end)) ?? [];
  return body
    .slice(from, end + rest.length)
    .replaceAll(/<[^<>]*>/g, '')
    .trim();
}

function totalOf({ tried }: Tally): number {
  return [...tried.values()].reduce((sum, count) => sum + count, 0);
}

function report(title: string, tally: Tally): void {
  const rates = [...tally.tried].map(([kind, tried]) => {
    const applied = tally.applied.get(kind) ?? 0;
    return `${kind} ${applied}/${tried} (${((100 * applied) / tried).toFixed(1)} %)`;
  });
  console.log(`${title}: ${rates.join(', ')}\n${tally.refusals.slice(0, 8).join('\n')}`);
  for (const kind of ['word', 'cell', 'item', 'task'] as const) {
    const tried = tally.tried.get(kind) ?? 0;
    if (tried > 0)
      expect(
        (tally.applied.get(kind) ?? 0) / tried,
        `${title}: ${kind} edits applied`,
      ).toBeGreaterThanOrEqual(0.99);
  }
}

describe('random edits', () => {
  it('of generated bodies change what they name and nothing else', () => {
    const tally = createTally();
    fc.assert(
      fc.property(storageBody, fc.nat(), (body, seed) => {
        const dice = createDice(seed);
        let value = body;
        for (let turn = 0; turn < perGenerated; turn += 1) {
          const random = randomEdit(value, dice);
          if (random !== undefined) value = check(value, random, tally, 'generated') ?? value;
        }
      }),
      {
        numRuns: generatedRuns,
        endOnFailure: true,
        ...(process.env['SEED']
          ? { seed: Number(process.env['SEED']), path: process.env['RPATH'] ?? '' }
          : {}),
      },
    );
    report('generated', tally);
    expectEdits('random edits of generated bodies', totalOf(tally));
  });

  it.skipIf(corpus.length === 0)(
    `of real pages change what they name and nothing else${referenceDataNote}`,
    () => {
      const tally = createTally();
      for (const [index, { name, value }] of corpus.entries()) {
        const dice = createDice(index);
        for (let turn = 0; turn < perDocument; turn += 1) {
          const random = randomEdit(value, dice);
          if (random !== undefined) check(value, random, tally, name);
        }
      }
      expect(corpus.length).toBeGreaterThan(100);
      report('corpus', tally);
      expectEdits('random edits of real pages', totalOf(tally));
    },
  );
});
