import { createV1Client } from 'confluence.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDataCenterFixture, type DataCenterFixture } from '../sandbox/datacenter/fixture-site.ts';
import { loginOf } from '../sandbox/datacenter/logins.ts';

// confluence.js is made for Cloud and knows no Data Center; below the context `/wiki`, with a personal token as its bearer
// token, the operations that both platforms share still have to work for it. Its own schemas judge the answers.
describe('confluence.js, unmodified, against the emulated Data Center', () => {
  let fixture: DataCenterFixture;
  let v1: ReturnType<typeof createV1Client>;
  let pageId: string;

  beforeAll(async () => {
    fixture = await startDataCenterFixture({ contextPath: '/wiki' });
    const { personalToken } = loginOf(fixture.ada.person);
    const host = new URL(fixture.sandbox.siteUrl).origin;
    v1 = createV1Client({ host, auth: { type: 'bearer', token: personalToken } });
    const page = await fixture.ada.send('POST', '/rest/api/content', {
      type: 'page',
      title: 'Runbook',
      space: { key: 'ENG' },
    });
    pageId = page.textAt('id');
  });
  afterAll(() => fixture.sandbox.close());

  it('knows who calls', async () => {
    const me = await v1.users.getCurrentUser();
    expect(me.displayName).toBe('Ada');
  });

  it('puts labels on and takes them off', async () => {
    const added = await v1.contentLabels.addLabelsToContent({
      id: pageId,
      body: [
        { prefix: 'global', name: 'how-to' },
        { prefix: 'global', name: 'draft' },
      ],
    });
    expect(added.results?.map((label) => label.name)).toEqual(['how-to', 'draft']);
    await v1.contentLabels.removeLabelFromContent({ id: pageId, label: 'draft' });
    const left = fixture.sandbox.site.contents.get(pageId)?.labels.map((label) => label.name);
    expect(left).toEqual(['how-to']);
  });

  it('uploads a file', async () => {
    await v1.contentAttachments.createAttachment({
      id: pageId,
      attachments: { filename: 'notes.txt', content: 'notes' },
    });
    const listed = await fixture.ada.get(`/rest/api/content/${pageId}/child/attachment`);
    expect(listed.at('results.0.title')).toBe('notes.txt');
  });

  it('makes a space', async () => {
    const space = await v1.space.createSpace({ key: 'NEW', name: 'New' });
    expect(space.key).toBe('NEW');
  });
});
