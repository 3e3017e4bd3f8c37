import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { hasReferenceData, referenceDataNote, referencePath } from '../../test/support/reference-data.ts';
import { startSandbox } from '../index.ts';
import type { Content } from '../model/entities.ts';
import { createSite, type Site } from '../model/site.ts';
import { importFolder } from './import-folder.ts';

let folder = '';

const body = '<p>Levels&nbsp;of the <strong>Douro</strong></p><ac:structured-macro ac:name="toc"/>\n';
const broken = '<p>never <b>closed</p>';
const adf =
  '{"type":"doc","version":1,"content":[ {"type":"paragraph","content":[{"type":"text","text":"Tua"}]} ]}';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-import-'));
  await mkdir(join(folder, 'below'));
  const files: Readonly<Record<string, string>> = {
    'plain.html': body,
    'wrapped.xml': `<?xml version="1.0"?>\n<!DOCTYPE ac:confluence SYSTEM "x.dtd" [\n<!ENTITY nbsp "&#160;">\n]>\n<ac:confluence xmlns:ac="a" xmlns:ri="r">${body}</ac:confluence>\n`,
    'twice.xhtml': `<html xmlns:ac="a"><body>${body}</body></html>`,
    'broken.storage': broken,
    'tasks.xml':
      '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>measure</ac:task-body></ac:task></ac:task-list>',
    'river.json': adf,
    'package.json': '{"name":"no document"}',
    'not json.json': '{',
    'readme.md': 'not for import',
    'below/plain.html': '<p>another one of that name</p>',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'latin1.xml'), Buffer.from([0x3c, 0x70, 0x3e, 0xe9]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function emptySite(): Site {
  return createSite({ clock: systemClock, random: systemRandom });
}

function titled(site: Site, title: string): Content | undefined {
  return [...site.contents.values()].find((content) => content.title === title);
}

describe('importFolder', () => {
  it('makes a page of each file with its bytes as they are', async () => {
    const site = emptySite();
    const { imported, skipped } = await importFolder(site, folder);
    expect(imported).toBe(7);
    expect(skipped).toEqual([
      { file: 'latin1.xml', reason: 'not UTF-8 text' },
      { file: 'not json.json', reason: 'not an ADF document' },
      { file: 'package.json', reason: 'not an ADF document' },
    ]);
    expect(titled(site, 'plain.html')?.storage ?? titled(site, 'plain.html (2)')?.storage).toBeDefined();
    const bodies = [...site.contents.values()].map((content) => content.storage);
    expect(bodies.filter((each) => each === body)).toHaveLength(3);
    expect(titled(site, 'broken.storage')?.storage).toBe(broken);
    expect(titled(site, 'river.json')).toMatchObject({ adf, storage: '<p>Tua</p>' });
    expect([...site.tasks.values()]).toMatchObject([{ localId: '1' }]);
  });

  it('numbers titles that are taken and adds nothing when it runs again', async () => {
    const site = emptySite();
    await importFolder(site, folder);
    const titles = [...site.contents.values()].map((content) => content.title);
    expect(titles).toEqual(expect.arrayContaining(['plain.html', 'plain.html (2)']));
    const again = await importFolder(site, folder);
    expect(again.imported).toBe(0);
    expect(site.contents.size).toBe(titles.length);
  });

  it('serves imported pages byte by byte', async () => {
    const sandbox = await startSandbox({ sample: false, importFolder: folder });
    const [person] = sandbox.people;
    const page = titled(sandbox.site, 'wrapped.xml');
    const answer = await fetch(`${sandbox.siteUrl}/wiki/api/v2/pages/${page?.id}?body-format=storage`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${person?.email}:${person?.apiToken}`).toString('base64')}`,
      },
    });
    expect(await answer.json()).toMatchObject({ title: 'wrapped.xml', body: { storage: { value: body } } });
    await sandbox.close();
  });

  it('says that a folder is not there', async () => {
    await expect(importFolder(emptySite(), '/nonexistent/pages')).rejects.toMatchObject({
      code: 'configuration',
      message: 'The folder /nonexistent/pages cannot be read.',
    });
  });

  it.skipIf(!hasReferenceData)(`takes every page of the corpus${referenceDataNote}`, async () => {
    const site = emptySite();
    const { imported, skipped } = await importFolder(site, referencePath('corpus', 'storage'));
    const files = await readdir(referencePath('corpus', 'storage'));
    expect(skipped).toEqual([]);
    expect(imported).toBe(files.length);
    let verbatim = 0;
    for (const name of files) {
      const text = await readFile(referencePath('corpus', 'storage', name), 'utf8');
      const page = titled(site, name);
      expect(text).toContain(page?.storage ?? 'no page');
      if (page?.storage === text) verbatim += 1;
    }
    // A few files carry a wrapper of the tool that exported them.
    expect(verbatim).toBeGreaterThan(files.length * 0.9);
  });
});
