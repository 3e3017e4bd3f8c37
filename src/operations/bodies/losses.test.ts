import { describe, expect, it } from 'vitest';
import { lossesBetween } from './losses.ts';

const storage = (value: string) => ({ format: 'storage' as const, value });
const macro = (name: string, id?: string): string =>
  `<ac:structured-macro ac:name="${name}"${id === undefined ? '' : ` ac:macro-id="${id}"`} />`;

describe('what a body no longer has', () => {
  it('is named by kind', () => {
    const before = `${macro('toc', 'a1')}<p><a href="https://example.test/">x</a> <a href="https://example.test/">y</a></p>`;
    expect(lossesBetween(storage(before), storage('<p>x</p>'))).toEqual([
      'macro toc',
      'link https://example.test/ (2 times)',
    ]);
    expect(lossesBetween(storage('<p>x</p>'), storage(before))).toEqual([]);
  });

  it('is nothing where Confluence only gave ids', () => {
    expect(lossesBetween(storage(macro('toc')), storage(macro('toc', 'a1')))).toEqual([]);
    expect(lossesBetween(storage(macro('toc')), storage(macro('info', 'a1')))).toEqual(['macro toc']);
  });

  it('cannot be told of what cannot be read', () => {
    expect(lossesBetween(storage('<p>'), storage('<p>x</p>'))).toEqual([]);
  });
});
