import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../bin/weir.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-convert-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function convert(
  words: readonly string[],
  input: string,
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [launcher, 'convert', ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

const page =
  '<h2>Plan</h2><p>Ask <strong>Ben</strong>&nbsp;first.</p><ac:structured-macro ac:name="toc" ac:macro-id="0f1e2d3c-0000-4000-8000-000000000000" />';

describe('weir convert', () => {
  it('shows a body, its headings, and what no edit may lose', async () => {
    expect((await convert(['--from', 'storage'], page)).out).toBe(
      '## Plan\n\nAsk **Ben** first.\n\n::toc{#0f1e}\n',
    );
    expect((await convert(['--to', 'outline'], page)).out).toContain('## Plan');
    expect((await convert(['--to', 'census'], page)).out).toBe(
      'macro\t1\ttoc 0f1e2d3c-0000-4000-8000-000000000000\n',
    );
  });

  it('makes a body from Markdown, in either format', async () => {
    const markdown = '# Hello\n\n- one\n- two\n';
    expect((await convert(['--from', 'markdown', '--to', 'storage'], markdown)).out).toBe(
      '<h1>Hello</h1><ul><li><p>one</p></li><li><p>two</p></li></ul>\n',
    );
    const adf = JSON.parse((await convert(['--from', 'markdown', '--to', 'adf'], markdown)).out) as {
      type: string;
      content: { type: string }[];
    };
    expect(adf.type).toBe('doc');
    expect(adf.content.map(({ type }) => type)).toEqual(['heading', 'bulletList']);
  });

  it('patches a page from the command line and leaves every other byte', async () => {
    const [body, edits] = [join(folder, 'page.xml'), join(folder, 'edits.json')];
    await writeFile(body, page);
    await writeFile(edits, JSON.stringify([{ replace: { old: '**Ben**', new: '**Ana**' } }]));
    expect(await convert(['--in', body, '--edit', edits], '')).toEqual({
      code: 0,
      out: `${page.replace('Ben', 'Ana')}\n`,
      err: '',
    });
  });

  it('says in one line what is wrong', async () => {
    const unbalanced = await convert(['--from', 'storage'], '<p>one<b>two</p>');
    expect(unbalanced).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^weir: [^\n]*line 1[^\n]*\n$/),
    });
    const edits = join(folder, 'absent.json');
    await writeFile(edits, JSON.stringify([{ replace: { old: 'not there', new: 'x' } }]));
    expect((await convert(['--edit', edits], page)).err).toMatch(/^weir: [^\n]*not there[^\n]*\n$/);
    expect((await convert(['--in', join(folder, 'none.xml')], '')).err).toMatch(
      /^weir: The file [^\n]* cannot be read\.\n$/,
    );
  });
});
