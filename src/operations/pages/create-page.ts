import { z } from 'zod';
import { idField, newStatusField, titleField, writeBodyField } from '../input-fields.ts';
import { once } from '../once.ts';
import { defineOperation } from '../operation.ts';
import { briefPage, pageShape } from '../output-shapes.ts';
import { lines, oneLine } from '../text-lines.ts';
import { bodyPreview } from '../write-preview.ts';
import { pageTargets } from './page-text.ts';
import { renderWritten, withoutBody } from './written-page.ts';

const fields = once(() =>
  z.strictObject({
    spaceId: idField('Space id'),
    title: titleField().describe('Unique in its space'),
    parentId: idField('Page or folder id; default: the space homepage').exactOptional(),
    status: newStatusField(),
    body: writeBodyField().exactOptional(),
  }),
);

export const createPage = defineOperation({
  name: 'confluence_create_page',
  title: 'Create page',
  description:
    'Creates a page under a parent, or a draft. The body is storage format, ADF or wiki markup. Space ids come from confluence_list_spaces. Not for blog posts, nor to change an existing page.',
  group: 'pages',
  action: 'create',
  effect: 'create',
  platforms: { cloud: ['cloud-v2 createPage'], datacenter: ['dc createContent', 'dc spaces'] },
  input: fields,
  grouped: () => ({ input: z.strictObject({ body: fields() }), toInput: ({ body }) => body }),
  output: pageShape,
  targets: ({ spaceId, parentId }) => [
    { kind: 'space', id: spaceId },
    ...(parentId ? [{ kind: 'content', id: parentId } as const] : []),
  ],
  resultTargets: pageTargets,
  preview: async ({ confluence, signal }, { spaceId, title, parentId, status, body }) => {
    const space = await confluence.spaces.get({ id: spaceId }, signal);
    return lines(
      `Create ${status === 'draft' ? 'a draft' : 'a page'} in space ${oneLine(space.name)} (${space.key})`,
      `Title: ${oneLine(title)}`,
      parentId && `Under: ${parentId}`,
      bodyPreview(body),
    );
  },
  run: async ({ confluence, signal }, { parentId, body, ...rest }) =>
    withoutBody(
      await confluence.pages.create(
        { ...rest, ...(parentId && { parentId }), ...(body && { body }) },
        signal,
      ),
    ),
  brief: briefPage,
  render: (page) => renderWritten('Created', page),
});
