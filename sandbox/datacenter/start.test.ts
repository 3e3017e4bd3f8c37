import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../index.ts';
import { startDataCenterFixture, callerOf } from './fixture-site.ts';
import { personNamed } from './logins.ts';

describe('starting a Data Center', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weir-datacenter-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lies at the top of its host unless a context is given', async () => {
    const { sandbox, ada } = await startDataCenterFixture({ contextPath: '' });
    try {
      expect(sandbox.siteUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      const list = await ada.get('/rest/api/content?limit=1');
      expect([list.at('_links.context'), list.at('_links.base')]).toEqual(['', sandbox.siteUrl]);
      expect((await fetch(`${sandbox.siteUrl}/`)).status).toBe(200);
      expect((await ada.get('/wiki/rest/api/content')).status).toBe(404);
    } finally {
      await sandbox.close();
    }
  });

  it('keeps its state in a file, and makes pages of files', async () => {
    writeFileSync(join(folder, 'note.xml'), '<p>from a file</p>');
    const options = { platform: 'datacenter', dataFile: join(folder, 'state.json') } as const;
    const first = await startSandbox({ ...options, importFolder: folder });
    expect(first.imported?.imported).toBe(1);
    const ana = personNamed(first.site, 'ana');
    if (ana === undefined) throw new Error('no ana');
    const page = { type: 'page', title: 'Kept', space: { key: 'ENG' } };
    const id = (await callerOf(first, ana).send('POST', '/rest/api/content', page)).textAt('id');
    await first.close();
    const second = await startSandbox(options);
    try {
      const again = callerOf(second, ana);
      expect((await again.get(`/rest/api/content/${id}`)).at('title')).toBe('Kept');
      const imported = await again.get('/rest/api/content?title=note.xml&expand=body.storage');
      expect(imported.at('results.0.body.storage.value')).toBe('<p>from a file</p>');
    } finally {
      await second.close();
    }
  });

  it('takes settings and applications from other processes', async () => {
    const { sandbox, ada } = await startDataCenterFixture();
    try {
      const control = async (method: string, path: string, body: unknown): Promise<Response> =>
        fetch(new URL(`/_sandbox/${path}`, sandbox.siteUrl), {
          method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect((await control('PATCH', 'settings', { accessMode: 'READ_ONLY' })).status).toBe(200);
      expect((await ada.get('/rest/api/accessmode')).text).toBe('"READ_ONLY"');
      expect((await control('PATCH', 'settings', { accessMode: 'NONE' })).status).toBe(400);
      const added = await control('POST', 'oauth/clients', {
        name: 'Weir',
        redirectUri: 'http://127.0.0.1:9/callback',
        scope: 'READ',
      });
      const client: unknown = await added.json();
      expect(sandbox.oauth.client(String(Reflect.get(Object(client), 'clientId')))?.name).toBe('Weir');
    } finally {
      await sandbox.close();
    }
  });
});
