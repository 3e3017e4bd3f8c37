import { encode } from 'gpt-tokenizer';
import { describe, expect, it } from 'vitest';
import { bodyText, bodyTexts } from './body-text.ts';

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
    expect(text).toBe(`body (storage, first 24 of 200 characters):\n${'😀'.repeat(12)}`);
  });

  it.each([
    ['English', '<p>The quick brown fox jumps over the lazy dog, again and again.</p>'],
    ['Korean', '<p>접속 제어 정책을 등록하고 사용자에게 권한을 부여하는 방법을 안내합니다.</p>'],
    ['Russian', '<p>Как настроить доступ и предоставить права пользователям.</p>'],
    ['Japanese', '<p>アクセス制御ポリシーを登録し、ユーザーに権限を付与する方法です。</p>'],
    [
      'macros',
      '<ac:structured-macro ac:name="info" ac:schema-version="1"><ac:rich-text-body><p>x</p></ac:rich-text-body></ac:structured-macro>',
    ],
  ])('of %s stays under 8,000 tokens', (_, block) => {
    const { text } = bodyText(storage(block.repeat(2_000)));
    expect(encode(text).length).toBeLessThan(8_000);
    expect(encode(text).length).toBeGreaterThan(2_500);
  });

  it('shares its room with the others of a list', () => {
    const items = Array.from({ length: 10 }, () => ({ body: storage('<p>0123456789</p>'.repeat(1_000)) }));
    const texts = bodyTexts(items);
    expect(texts.every((body) => body?.note)).toBe(true);
    expect(texts.map((body) => body?.text).join('').length).toBeLessThan(25_000);
  });
});
