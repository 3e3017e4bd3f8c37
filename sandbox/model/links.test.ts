import { describe, expect, it } from 'vitest';
import { tinyui } from './links.ts';

describe('short links', () => {
  // Recorded pairs (facts: confluence-api §5).
  it.each([
    ['544112828', '/x/vIBuI'],
    ['71210367', '/x/f5U_B'],
    ['688183', '/x/N4AK'],
  ])('is made of the id %s', (id, link) => {
    expect(tinyui(id)).toBe(link);
  });
});
