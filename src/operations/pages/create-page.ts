import { z } from 'zod';
import { briefChange } from '../bodies/change-output.ts';
import { newBody, readableAs } from '../bodies/new-body.ts';
import { pageSubject } from '../bodies/subject.ts';
import { idField, newStatusField, titleField, writeBodyField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { lines, oneLine } from '../text-lines.ts';
import { bodyPreview } from '../write-preview.ts';
import { pageTargets } from './page-text.ts';
import { createdPageShape, readCreatedPage, renderCreated } from './written-page.ts';

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
    'Creates a page under a parent, or a draft. The body is Markdown, storage format, ADF or wiki markup. Space ids come from confluence_list_spaces. Not for blog posts, nor to change an existing page.',
  group: 'pages',
  action: 'create',
  effect: 'create',
  platforms: {
    cloud: ['cloud-v2 createPage', 'cloud-v2 getPageById'],
    datacenter: ['dc createContent', 'dc spaces'],
  },
  sometimes: { cloud: ['cloud-v1 searchUser'], datacenter: ['dc search_1', 'dc getContentById'] },
  input: fields,
  grouped: () => ({ input: z.strictObject({ body: fields() }), toInput: ({ body }) => body }),
  output: createdPageShape,
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
  run: async (context, { parentId, body, ...rest }) => {
    const written = body && (await newBody(context, body));
    const page = await context.confluence.pages.create(
      {
        ...rest,
        ...(parentId && { parentId }),
        ...(written && { body: written, bodyFormat: readableAs(written) }),
      },
      context.signal,
    );
    const subject = pageSubject(context, page.id, { draft: rest.status === 'draft' });
    return readCreatedPage(context, subject, page, written);
  },
  brief: briefChange,
  render: renderCreated,
});
