import { z } from 'zod';
import { cursorField, limitField, wholeNumberField } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation, type Target } from '../operation.ts';
import { hitShape, listShape, type HitOutput } from '../output-shapes.ts';
import { count, inParentheses, lines, moreLine, oneLine, rendered } from '../text-lines.ts';

export const searchCql = defineOperation({
  name: 'confluence_search_cql',
  title: 'Search with CQL',
  description:
    'Full-text and field search in Confluence Query Language, e.g. space = ENG and type = page and text ~ "release notes" order by lastmodified desc. Gives titles, ids and excerpts, not bodies; new changes appear after a short delay.',
  group: 'search',
  action: 'cql',
  effect: 'read',
  platforms: { cloud: ['cloud-v1 searchByCQL'], datacenter: ['dc search_1'] },
  input: () =>
    z.strictObject({
      cql: z.string().trim().min(1),
      cqlcontext: z
        .preprocess(
          (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value),
          z.string(),
        )
        .describe('JSON {spaceKey, contentId}: context of CQL functions, no filter')
        .exactOptional(),
      excerpt: z.enum(['indexed', 'highlight', 'none']).exactOptional(),
      limit: limitField(),
      start: wholeNumberField(0).describe('Rows to skip; prefer cursor').exactOptional(),
      cursor: cursorField(),
    }),
  output: () => listShape(hitShape()).extend({ totalSize: z.int().optional() }),
  targets: () => [],
  resultTargets: ({ items }) => items.flatMap((hit) => hitTarget(hit) ?? []),
  rows: itemRows(hitTarget),
  query: { read: ({ cql }) => cql, write: (input, cql) => ({ ...input, cql }) },
  run: async ({ confluence, signal }, input) => {
    const { items, ...rest } = await confluence.search.cql(input, signal);
    return { items: [...items], ...rest };
  },
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(({ id, type }) => ({ id, type })) }),
  render: ({ items, nextCursor, totalSize }) => {
    // An estimate, and often too high: worth saying only while there is more.
    const total =
      nextCursor !== undefined && totalSize !== undefined && totalSize > items.length
        ? ` of about ${totalSize.toLocaleString('en')}`
        : '';
    return rendered(
      `Found ${count(items.length, 'result')}${total}.`,
      items.map(hitText).join('\n'),
      moreLine(nextCursor),
    );
  },
});

function hitText({
  id,
  entityType,
  type,
  title,
  spaceKey,
  spaceName,
  excerpt,
  lastModified,
  webUrl,
}: HitOutput): string {
  const facts = inParentheses(
    [type ?? entityType, id].filter(Boolean).join(' '),
    spaceKey && `space ${spaceKey}${spaceName ? ` ${oneLine(spaceName)}` : ''}`,
    lastModified && `changed ${lastModified}`,
  );
  const headline = ['-', oneLine(title ?? '') || 'Untitled', facts, webUrl].filter(Boolean).join(' ');
  return lines(headline, excerpt && `  ${oneLine(excerpt)}`);
}

function hitTarget({ id, entityType, type, spaceKey }: HitOutput): Target | undefined {
  if (id && entityType === 'content') {
    const kind = type === 'page' || type === 'blogpost' || type === 'attachment' ? type : 'content';
    return { kind, id, ...(spaceKey && { spaceKey }) };
  }
  return spaceKey ? { kind: 'space', key: spaceKey } : undefined;
}
