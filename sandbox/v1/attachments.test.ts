import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf, startFixtureSite, type Answer, type FixtureSite } from '../fixture-site.ts';

describe('files', () => {
  let fixture: FixtureSite;
  let path: string;
  beforeAll(async () => {
    fixture = await startFixtureSite();
    path = `/wiki/rest/api/content/${fixture.space.homepageId ?? ''}/child/attachment`;
  });
  afterAll(() => fixture.sandbox.close());

  const upload = async (
    method: string,
    to: string,
    form: FormData,
    headers: Record<string, string> = { 'x-atlassian-token': 'nocheck' },
  ): Promise<Answer> =>
    answerOf(
      await fetch(fixture.sandbox.siteUrl + to, {
        method,
        headers: { authorization: fixture.ben.authorization, ...headers },
        body: form,
      }),
    );
  const form = (name: string, bytes: string, comment?: string): FormData => {
    const made = new FormData();
    made.append('file', new Blob([bytes]), name);
    if (comment !== undefined) made.append('comment', comment);
    return made;
  };

  it('are uploaded under their exact names, and a second time only over the first', async () => {
    const name = 'Größe 100 % – final.txt';
    const created = await upload('POST', path, form(name, 'one'));
    expect([created.status, created.at('results.0.title')]).toEqual([200, name]);
    const again = await upload('POST', path, form(name, 'two'));
    expect([again.status, again.at('message')]).toEqual([
      400,
      expect.stringContaining('Cannot add a new attachment with the same file name'),
    ]);
    const replaced = await upload('PUT', path, form(name, 'two'));
    expect(replaced.at('results.0.version.number')).toBe(2);
    expect((await upload('POST', path, form('a/b.txt', 'x'))).status).toBe(400);
  });

  it('are refused without the XSRF header and from browsers', async () => {
    expect((await upload('POST', path, form('x.txt', 'x'), {})).status).toBe(403);
    const browser = { 'x-atlassian-token': 'nocheck', 'user-agent': 'Mozilla/5.0' };
    const refused = await upload('POST', path, form('x.txt', 'x'), browser);
    expect([refused.status, refused.at('message')]).toEqual([
      403,
      expect.stringContaining('XSRF check failed'),
    ]);
  });

  it('read comments as Latin-1 unless the part says UTF-8', async () => {
    const plain = await upload('POST', path, form('plain.txt', 'x', 'schön'));
    expect(plain.at('results.0.extensions.comment')).toBe('schÃ¶n');
    const boundary = 'part';
    const parts = [
      `--${boundary}\r\nContent-Disposition: form-data; name="comment"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nschön\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="told.txt"\r\n\r\nx\r\n--${boundary}--\r\n`,
    ];
    const told = await fetch(fixture.sandbox.siteUrl + path, {
      method: 'POST',
      headers: {
        authorization: fixture.ben.authorization,
        'x-atlassian-token': 'no-check',
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body: parts.join(''),
    });
    expect((await answerOf(told)).at('results.0.extensions.comment')).toBe('schön');
  });

  it('are downloaded by a redirect to another origin that refuses credentials', async () => {
    const created = await upload('POST', path, form('data.bin', 'the bytes'));
    const id = created.textAt('results.0.id');
    for (const from of [`${path}/${id}/download`, `/wiki${created.textAt('results.0._links.download')}`]) {
      const redirect = await fixture.ben.get(from);
      expect(redirect.status).toBe(302);
      const location = redirect.headers.get('location') ?? '';
      expect(new URL(location).origin).toBe(fixture.sandbox.mediaUrl);
      expect(new URL(location).origin).not.toBe(fixture.sandbox.siteUrl);
      expect(await (await fetch(location)).text()).toBe('the bytes');
      const refused = await fetch(location, { headers: { authorization: fixture.ben.authorization } });
      expect(refused.status).toBe(400);
      expect((await fetch(location.replace(/token=[^&]*/, 'token=guess'))).status).toBe(403);
    }
    expect((await fixture.dan.get(`${path}/${id}/download`)).status).toBe(404);
  });

  it('are renamed at the version that stands or comes next, else 409', async () => {
    const created = await upload('POST', path, form('old.txt', 'x'));
    const id = created.textAt('results.0.id');
    const rename = (number: number): Promise<Answer> =>
      fixture.ben.send('PUT', `${path}/${id}`, {
        id,
        type: 'attachment',
        version: { number },
        title: 'new.txt',
      });
    expect((await rename(7)).status).toBe(409);
    expect((await rename(1)).at('title')).toBe('new.txt');
    expect((await fixture.ben.get(`/wiki/api/v2/attachments/${id}`)).at('title')).toBe('new.txt');
  });
});
