import { z } from 'zod';
import { bodyTexts } from '../body-text.ts';
import { idField, listBodyFormatField, listFields } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { bodyShape, listOutput, pageListShape, versionShape } from '../output-shapes.ts';
import { by } from '../pages/page-text.ts';
import { count, lines, moreLine, oneLine, rendered } from '../text-lines.ts';

const versionWithBody = once(() => versionShape().extend({ body: bodyShape().optional() }));

export const listVersions = defineOperation({
  name: 'confluence_get_page_versions',
  title: 'List page versions',
  description:
    'The history of a page: number, author, date and message of each version, with bodies when bodyFormat is given. To read one earlier version use confluence_get_page with version.',
  group: 'versions',
  action: 'listForPage',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageVersions'], datacenter: ['dc getContentById'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      bodyFormat: listBodyFormatField(),
      sort: z.enum(['modified-date', '-modified-date']).exactOptional(),
      ...listFields(),
    }),
  output: () => pageListShape(versionWithBody()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId }) => [{ kind: 'page', id: pageId }],
  run: async ({ confluence, signal }, { id, ...rest }) => ({
    pageId: id,
    ...listOutput(await confluence.versions.forPage({ pageId: id, ...rest }, signal)),
  }),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(({ number }) => ({ number })) }),
  render: ({ pageId, items, nextCursor }) => {
    const bodies = bodyTexts(items);
    const rows = items.map(({ number, authorId, createdAt, message, minorEdit }, index) =>
      lines(
        `- version ${number}${by(authorId, createdAt)}${minorEdit ? ' (minor edit)' : ''}${message ? `: ${oneLine(message)}` : ''}`,
        bodies[index]?.text,
      ),
    );
    return rendered(
      `Page ${pageId} has ${count(items.length, 'version')}${nextCursor ? ' so far' : ''}.`,
      rows.join('\n'),
      lines(
        bodies.some((body) => body?.note) && 'Some bodies are cut: read those versions one by one.',
        moreLine(nextCursor),
      ),
    );
  },
});
