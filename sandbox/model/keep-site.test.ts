import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerOf, startFixtureSite } from '../fixture-site.ts';
import { startSandbox } from '../start.ts';
import { addAttachment } from './attachments.ts';
import { addLabel } from './labels.ts';
import { setRestriction } from './restrictions.ts';

describe('a sandbox with a data file', () => {
  let folder: string;
  let dataFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-sandbox-'));
    dataFile = join(folder, 'site.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the same after a stop and a start', async () => {
    const first = await startFixtureSite({ dataFile });
    const { site } = first.sandbox;
    const home = site.contents.get(first.space.homepageId ?? '');
    if (home === undefined) throw new Error('no homepage');
    const author = first.ada.person.accountId;
    addLabel(site, home, 'kept');
    addAttachment(site, home, 'bytes.bin', { author, bytes: new Uint8Array([0, 1, 2, 255]) });
    setRestriction(site, home, 'update', [`user:${author}`]);
    await first.sandbox.close();
    expect(await readdir(folder)).toEqual(['site.json']);

    const second = await startSandbox({ dataFile, sample: false });
    try {
      expect(second.cloudId).toBe(first.sandbox.cloudId);
      expect(second.people.map((person) => person.email)).toContain('ada@example.com');
      const ada = callerOf(second.siteUrl, first.ada.person);
      const labels = await ada.get(`/wiki/api/v2/pages/${home.id}/labels`);
      expect(labels.at('results.0.name')).toBe('kept');
      const again = await ada.send('POST', `/wiki/rest/api/content/${home.id}/label`, [
        { prefix: 'global', name: 'kept' },
      ]);
      expect(again.at('size')).toBe(1);
      const files = await ada.get(`/wiki/api/v2/pages/${home.id}/attachments`);
      const redirect = await ada.get(`/wiki${files.textAt('results.0.downloadLink')}`);
      const bytes = await (await fetch(redirect.headers.get('location') ?? '')).arrayBuffer();
      expect([...new Uint8Array(bytes)]).toEqual([0, 1, 2, 255]);
      const created = await ada.send('POST', '/wiki/api/v2/pages', {
        spaceId: first.space.id,
        title: 'Later',
      });
      expect(Number(created.textAt('id'))).toBeGreaterThan(Number(files.textAt('results.0.id').slice(3)));
    } finally {
      await second.close();
    }
  });

  it.each(['', '{', '{"format":"other"}', '{"format":"weir-sandbox/1"}'])(
    'does not start over a damaged file and leaves it alone: %s',
    async (text) => {
      await writeFile(dataFile, text);
      await expect(startSandbox({ dataFile, sample: false })).rejects.toMatchObject({
        code: 'configuration',
        message: `The sandbox data file ${dataFile} is damaged or was not written by the sandbox.`,
      });
      expect(await readFile(dataFile, 'utf8')).toBe(text);
    },
  );

  it('does not start where the file cannot be written', async () => {
    const nowhere = join(folder, 'missing', 'site.json');
    await expect(startSandbox({ dataFile: nowhere, sample: false })).rejects.toMatchObject({
      code: 'configuration',
      message: `The sandbox data file ${nowhere} cannot be written.`,
    });
  });

  it('does not start on a port that is taken', async () => {
    const first = await startSandbox({ sample: false });
    const port = Number(new URL(first.siteUrl).port);
    await expect(startSandbox({ sample: false, port })).rejects.toMatchObject({
      code: 'configuration',
      message: `The sandbox cannot listen on 127.0.0.1:${port}: the port is in use.`,
    });
    await first.close();
  });
});
