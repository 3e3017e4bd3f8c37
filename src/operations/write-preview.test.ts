import { describe, expect, it } from 'vitest';
import { bodyPreview, changePreview } from './write-preview.ts';

describe('what an approver sees', () => {
  it('of a new body: all of it while it is short', () => {
    expect(bodyPreview({ representation: 'storage', value: '<p>Hi</p>' })).toBe(
      'Body (storage, 9 characters):\n<p>Hi</p>',
    );
    expect(bodyPreview(undefined)).toBe('Without a body.');
    expect(bodyPreview({ representation: 'storage', value: 'x'.repeat(5_000) })).toMatch(
      /… 1,000 more characters$/,
    );
  });

  it('of a change: whole elements that go and come', () => {
    expect(changePreview('<p>One</p><p>Two</p><p>Three</p>', '<p>One</p><p>Twice</p><p>Three</p>')).toBe(
      [
        'Body: 32 characters before, 34 after; the first 10 and the last 12 stay.',
        'Removed:',
        '<p>Two</p>',
        'Added:',
        '<p>Twice</p>',
      ].join('\n'),
    );
  });

  it('of an insertion: what comes alone', () => {
    expect(changePreview('<p>One</p>', '<p>One</p><p>Two</p>')).toBe(
      'Body: 10 characters before, 20 after; the first 10 and the last 0 stay.\nAdded:\n<p>Two</p>',
    );
  });

  it('of the same text: that it stays', () => {
    expect(changePreview('<p/>', '<p/>')).toBe('The body stays as it is.');
  });
});
