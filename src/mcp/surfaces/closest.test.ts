import { describe, expect, it } from 'vitest';
import { closest } from './closest.ts';

const names = ['id', 'spaceId', 'title', 'bodyFormat', 'limit', 'cursor', 'outputFormat'];

describe('the argument that was probably meant', () => {
  it.each([
    ['page_id', 'id'],
    ['Id', 'id'],
    ['space_id', 'spaceId'],
    ['body-format', 'bodyFormat'],
    ['titel', 'title'],
    ['limits', 'limit'],
    ['nonsense', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('for %s is %s', (given, meant) => {
    expect(closest(given, names)).toBe(meant);
  });
});
