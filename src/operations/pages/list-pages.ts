import { z } from 'zod';
import { bodyTexts } from '../body-text.ts';
import { idField, idListField, listBodyFormatField, listFields, statusListField } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation } from '../operation.ts';
import { briefPage, listOutput, listShape, pageShape } from '../output-shapes.ts';
import { found, lines, moreLine, rendered } from '../text-lines.ts';
import { pageLine, pageTarget } from './page-text.ts';

export const listPages = defineOperation({
  name: 'confluence_list_pages',
  title: 'List pages',
  description:
    'Pages by space, exact title or ids, with their versions. By words in the text use confluence_search_cql; in tree order confluence_get_page_children. Up to 250 a call.',
  group: 'pages',
  action: 'list',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPages'], datacenter: ['dc getContent', 'dc spaces'] },
  input: () =>
    z.strictObject({
      spaceId: idField('Space id').exactOptional(),
      title: z.string().min(1).describe('Exact title').exactOptional(),
      ids: idListField('Page ids').exactOptional(),
      status: statusListField(),
      sort: z
        .enum(['title', '-title', 'created-date', '-created-date', 'modified-date', '-modified-date'])
        .exactOptional(),
      bodyFormat: listBodyFormatField(),
      ...listFields(),
    }),
  output: () => listShape(pageShape()),
  targets: ({ spaceId, ids = [] }) => [
    ...(spaceId ? [{ kind: 'space', id: spaceId } as const] : []),
    ...ids.map((id) => ({ kind: 'page', id }) as const),
  ],
  resultTargets: ({ items }) => items.map(pageTarget),
  rows: itemRows(pageTarget),
  run: async ({ confluence, signal }, input) => listOutput(await confluence.pages.list(input, signal)),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(briefPage) }),
  render: ({ items, nextCursor }, { bodyFormat }) => {
    const bodies = bodyTexts(bodyFormat ? items : []);
    const rows = items.map((page, index) => lines(pageLine(page), bodies[index]?.text));
    return rendered(
      found(items.length, 'page', nextCursor),
      rows.join('\n'),
      lines(
        bodies.some((body) => body?.note) &&
          'Some bodies are cut: read those pages one by one, or use outputFormat "structured".',
        moreLine(nextCursor),
      ),
    );
  },
});
