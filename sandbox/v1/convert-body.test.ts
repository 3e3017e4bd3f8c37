import { afterEach, describe, expect, it } from 'vitest';
import { startFixtureSite, type FixtureSite } from '../fixture-site.ts';

describe('conversion of bodies', () => {
  let fixture: FixtureSite;
  afterEach(() => fixture.sandbox.close());

  it('is asked for, then had, by whoever asked and for five minutes', async () => {
    let now = Date.parse('2026-11-22T10:00:00Z');
    fixture = await startFixtureSite({ clock: { now: () => now } });
    const path = '/wiki/rest/api/contentbody/convert/async';
    const asked = await fixture.ben.send('POST', `${path}/view`, {
      value: '<p>Hi</p>',
      representation: 'storage',
    });
    const result = `${path}/${asked.textAt('asyncId')}`;
    const done = await fixture.ben.get(result);
    expect([done.at('status'), done.at('representation')]).toEqual(['COMPLETED', 'view']);
    expect(done.at('value')).toContain('<p>Hi</p>');
    expect((await fixture.ada.get(result)).status).toBe(403);
    now += 6 * 60_000;
    expect((await fixture.ben.get(result)).status).toBe(404);
    const wrong = await fixture.ben.send('POST', `${path}/view`, {
      value: '{}',
      representation: 'atlas_doc_format',
    });
    expect((await fixture.ben.get(`${path}/${wrong.textAt('asyncId')}`)).at('status')).toBe('FAILED');
    expect(
      (await fixture.ben.send('POST', `${path}/pdf`, { value: '', representation: 'storage' })).status,
    ).toBe(400);
  });
});
