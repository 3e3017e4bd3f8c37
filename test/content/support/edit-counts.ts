import { expect } from 'vitest';
import { isDeep } from './corpus.ts';

/** How many edits each property tries at least: together 12,600 in every run and 201,000 in a deep one. */
const least = {
  'words of real pages': isDeep ? 28_000 : 4_000,
  'words of real ADF': isDeep ? 18_000 : 700,
  'random edits of real pages': isDeep ? 26_000 : 3_200,
  'random edits of generated bodies': isDeep ? 90_000 : 3_000,
  'random edits of real ADF': isDeep ? 14_000 : 900,
  'random edits of generated ADF': isDeep ? 25_000 : 800,
} as const;

/** Prints how many edits were tried, and fails when fewer were than it is meant to be. */
export function expectEdits(what: keyof typeof least, tried: number): void {
  console.log(`${what}: ${tried} edits tried`);
  expect(tried, `edits tried: ${what}`).toBeGreaterThanOrEqual(least[what]);
}
