import { describe, expect, it } from 'vitest';
import { bodyText } from './body-text.ts';

const storage = (value: string) => ({ representation: 'storage', value });

describe('a body for a reader', () => {
  it('is whole while it is short', () => {
    expect(bodyText(storage('<p>Hi</p>'))).toEqual({ text: 'body (storage, 9 characters):\n<p>Hi</p>' });
  });

  it('is said to be empty when it is', () => {
    expect(bodyText(storage(''))).toEqual({ text: 'body (storage): empty' });
  });

  it('is cut at the end of a block, and says how to get the rest', () => {
    const value = '<p>0123456789</p>'.repeat(10);
    const { text, note } = bodyText(storage(value), 100);
    expect(text).toBe(`body (storage, first 85 of 170 characters):\n${value.slice(0, 85)}`);
    expect(note).toBe(
      'The body is cut: 85 of 170 characters are shown. outputFormat "structured" returns it whole. Never write the cut text back: the rest would be lost.',
    );
  });

  it('is cut between the blocks of an ADF document', () => {
    const block = '{"type":"paragraph","content":[]}';
    const value = `{"type":"doc","content":[${Array.from({ length: 20 }, () => block).join(',')}]}`;
    const { text } = bodyText({ representation: 'atlas_doc_format', value }, 200);
    expect(text.endsWith(`${block},`)).toBe(true);
  });

  it('is never cut inside a character', () => {
    const { text } = bodyText(storage('😀'.repeat(100)), 51);
    expect(text.isWellFormed()).toBe(true);
  });
});
