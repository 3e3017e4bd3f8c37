import { describe, expect, it } from 'vitest';
import { templateOf } from './trace-requests.ts';

const words = new Set([
  'wiki',
  'api',
  'v2',
  'rest',
  'pages',
  'content',
  'label',
  'ex',
  'confluence',
  'space',
]);
const isWord = (segment: string): boolean => words.has(segment);

describe('templateOf', () => {
  it.each([
    ['/wiki/api/v2/pages/65613?body-format=storage', '/wiki/api/v2/pages/{id}'],
    ['/wiki/api/v2/pages/att65613', '/wiki/api/v2/pages/{id}'],
    [
      '/ex/confluence/11111111-2222-3333-4444-555555555555/wiki/api/v2/pages',
      '/ex/confluence/{id}/wiki/api/v2/pages',
    ],
    ['/company-wiki/rest/api/space/~ana', '/{name}/rest/api/space/{name}'],
    ['/rest/api/content/1/label/secret%20label', '/rest/api/content/{id}/label/{name}'],
    ['/rest/api/content/1/label/12a', '/rest/api/content/{id}/label/{name}'],
    ['/?token=secret', '/'],
    ['/wiki#secret', '/wiki'],
    ['', ''],
  ])('tells of %s as %s', (path, template) => {
    expect(templateOf(path, isWord)).toBe(template);
  });
});
