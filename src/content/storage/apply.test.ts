import { describe, expect, it } from 'vitest';
import { edit } from '../edit/edit.ts';
import { openPage } from '../edit/page.ts';

function written(cell: string): string {
  const value = `<table><tbody><tr><td>a</td><td>${cell}</td></tr></tbody></table>`;
  const [, target = ''] =
    /(#[0-9a-z]+)/.exec(openPage({ format: 'storage', value }, {}, 'all').rendered.lines.join('\n')) ?? [];
  const { value: after } = edit({ format: 'storage', value }, [
    { table: { target, cell: { row: 1, column: 2, markdown: 'new' } } },
  ]);
  return after.slice(after.indexOf('</td>') + '</td><td>'.length, after.lastIndexOf('</td>'));
}

describe('paragraphs that show nothing', () => {
  it('give way to what is written there', () => {
    expect(written('<p> </p>')).toBe('<p>new</p>');
    expect(written('<p><strong> </strong></p>')).toBe('<p>new</p>');
  });

  it.each(['<p><a href="https://a.example/"> </a></p>', '<p><!-- note --></p>'])('stay: %s', (empty) => {
    expect(written(empty)).toBe(`${empty}<p>new</p>`);
    expect(written(`${empty}<p />`)).toBe(`${empty}<p>new</p>`);
  });
});
