import { describe, expect, it } from 'vitest';
import { styleSheet } from './style-sheet.ts';

type Scheme = 'light' | 'dark';

/** The named colours of a scheme, as red, green and blue. */
function colours(scheme: Scheme): ReadonlyMap<string, readonly number[]> {
  const found = styleSheet.matchAll(/--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\);/g);
  return new Map(
    [...found].map(([, name = '', light = '', dark = '']) => [
      name,
      (scheme === 'light' ? light : dark).match(/../g)?.map((part) => Number.parseInt(part, 16)) ?? [],
    ]),
  );
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

describe.each<Scheme>(['light', 'dark'])('the style sheet, %s', (scheme) => {
  const known = colours(scheme);
  const ratio = (one: string, other: string): number => {
    const [first, second] = [known.get(one), known.get(other)];
    if (!first || !second) throw new Error(`no colour ${one} or ${other}`);
    return contrast(first, second);
  };

  it.each([
    ['ink', 'paper'],
    ['ink', 'card'],
    ['ink', 'code'],
    ['ink', 'bad-paper'],
    ['ink', 'good-paper'],
    ['quiet', 'paper'],
    ['quiet', 'card'],
    ['quiet', 'code'],
    ['accent', 'paper'],
    ['accent', 'card'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['bad', 'paper'],
    ['bad', 'card'],
    ['bad', 'bad-paper'],
  ])('writes %s on %s so that it can be read (WCAG 1.4.3)', (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['edge', 'paper'],
    ['edge', 'card'],
    ['accent', 'paper'],
  ])('shows edges of fields and focus, %s on %s (WCAG 1.4.11)', (line, ground) => {
    expect(ratio(line, ground)).toBeGreaterThanOrEqual(3);
  });
});
