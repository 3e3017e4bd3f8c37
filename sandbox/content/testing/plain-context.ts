import type { ContentContext } from '../context.ts';

/** A context in which nothing else exists, for tests of the conversions; `overrides` adds what a test needs. */
export function plainContext(overrides: Partial<ContentContext> = {}): ContentContext {
  let ids = 0;
  return {
    contentId: '101',
    spaceKey: 'ENG',
    siteUrl: 'https://site.example/wiki',
    attachment: () => null,
    attachmentByFileId: () => null,
    displayName: () => null,
    page: () => null,
    pageById: () => null,
    children: () => [],
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    ...overrides,
  };
}
