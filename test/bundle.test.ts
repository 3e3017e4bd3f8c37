import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inAscii } from '../scripts/in-ascii.ts';
import { hashesToWrite } from '../src/governance/definitions.ts';
import { catalogue } from '../src/operations/catalogue.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
let folder: string;
const children = new Set<ChildProcess>();

/** Runs Node on these words, in the folder of the checkout, to its end. */
async function run(...words: readonly string[]) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, code };
}

beforeAll(async () => {
  // Where what stays outside of the bundle is found.
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'bundle-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe('the bundle', () => {
  beforeAll(async () => {
    const built = await run('scripts/build.ts', folder);
    expect(built).toEqual({ stdout: '', stderr: '', code: 0 });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  });

  it('is ASCII, with a source map for each file', async () => {
    const names = await readdir(folder);
    const files = names.filter((name) => name.endsWith('.js'));
    expect(files).toContain('weir.js');
    for (const file of files) {
      expect(await readFile(join(folder, file), 'utf8')).toMatch(/^[\0-\x7f]*$/);
    }
  });

  it('knows its tools by the hashes that the sources make', async () => {
    const { cloud, datacenter } = hashesToWrite(catalogue);
    const hashes = [cloud, datacenter].flatMap((on) => Object.values(on).map(({ hash }) => hash));
    const files = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const code = (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
    expect(hashes.length).toBeGreaterThan(50);
    expect(hashes.filter((hash) => !code.includes(hash))).toEqual([]);
  });

  it('answers --version, --help and a misspelt command', async () => {
    const weir = join(folder, 'weir.js');
    expect(await run(weir, '--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d/) });
    expect(await run(weir, 'start', '--help')).toMatchObject({ code: 0, stderr: '' });
    expect(await run(weir, 'strat')).toMatchObject({ code: 2, stdout: '' });
  });

  it('serves the demo: pages in any script are written and read, and the start page is there', async () => {
    const child = spawn(process.execPath, [join(folder, 'weir.js'), 'start', '--port', '0', '--json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const complaints = text(child.stderr);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { mcpUrl = '', consoleUrl = '', key = '' } = JSON.parse(line) as Record<string, string>;
    const client = new Client({ name: 'bundle', version: '1' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(mcpUrl), {
        requestInit: { headers: { authorization: `Bearer ${key}` } },
      }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(catalogue.map(({ name }) => name));

    const words = 'Grüße → 你好, мир; 😀 ½ “so”';
    const spaces = await client.callTool({ name: 'confluence_list_spaces', arguments: {} });
    const spaceId = /\bid (\d+)/.exec(JSON.stringify(spaces.content))?.[1] ?? '';
    const created = await client.callTool({
      name: 'confluence_create_page',
      arguments: {
        spaceId,
        title: words,
        body: { representation: 'markdown', value: `# ${words}\n\n- ${words}\n` },
        outputFormat: 'structured',
      },
    });
    expect(created.isError ?? false, JSON.stringify(created.content)).toBe(false);
    const { id } = created.structuredContent as { readonly id: string };
    const read = await client.callTool({ name: 'confluence_get_page', arguments: { id } });
    expect(JSON.stringify(read.content)).toContain(`- ${words}`);

    expect((await fetch(consoleUrl)).status).toBe(200);
    await client.close();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await complaints).toBe('');
  });
});

describe('a file in ASCII', () => {
  it('means the same, and its source map finds the same places', async () => {
    const place = await mkdtemp(join(folder, 'ascii-'));
    const code = 'export const a="→é😀",b=/[→-⇒]/u,c=`½`;\nexport const d="plain";';
    // Columns 0, 21 (b) and 32 (c) of the first line are lines 1, 2 and 3 of the source; the second line is line 4.
    const map = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA,qBACA,WACA;AACA' };
    await writeFile(join(place, 'a.js'), code);
    await writeFile(join(place, 'a.js.map'), JSON.stringify(map));
    await inAscii(place);
    const written = await readFile(join(place, 'a.js'), 'utf8');
    expect(written).toBe(
      'export const a="\\u2192\\u00e9\\ud83d\\ude00",b=/[\\u2192-\\u21d2]/u,c=`\\u00bd`;\nexport const d="plain";',
    );
    const payload = JSON.parse(await readFile(join(place, 'a.js.map'), 'utf8')) as SourceMapPayload;
    const found = new SourceMap(payload);
    const lineAt = (line: number, column: number): unknown => {
      const entry = found.findEntry(line, column);
      return 'originalLine' in entry ? entry.originalLine : undefined;
    };
    const [first = ''] = written.split('\n');
    const [atB, atC] = [first.indexOf(',b='), first.indexOf(',c=')];
    expect([0, atB - 1, atB, atC - 1, atC].map((column) => lineAt(0, column))).toEqual([0, 0, 1, 1, 2]);
    expect(lineAt(1, 0)).toBe(3);
  });
});
