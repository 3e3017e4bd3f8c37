import { z } from 'zod';
import { idField, newStatusField, titleField, versionNumberField, writeBodyField } from '../input-fields.ts';
import { once } from '../once.ts';
import { defineOperation } from '../operation.ts';
import { briefPage, pageShape } from '../output-shapes.ts';
import { lines, oneLine } from '../text-lines.ts';
import { bodyPreview, changePreview } from '../write-preview.ts';
import { pageTargets } from './page-text.ts';
import { renderWritten, withoutBody } from './written-page.ts';

const content = once(() =>
  z.strictObject({
    title: titleField(),
    body: writeBodyField(),
    version: z.strictObject({
      number: versionNumberField('The current number + 1 (a draft: 1)'),
      message: z.string().exactOptional(),
    }),
    status: newStatusField(),
    parentId: idField('Moves the page under this one').exactOptional(),
  }),
);

export const updatePage = defineOperation({
  name: 'confluence_update_page',
  title: 'Update page',
  description:
    'Replaces title and whole body of a page, so read it first and keep what must stay. Refused with a conflict when somebody changed the page since. Space and history stay; the old text remains as a version.',
  group: 'pages',
  action: 'update',
  effect: 'update',
  platforms: { cloud: ['cloud-v2 updatePage'], datacenter: ['dc update_2', 'dc getContentById'] },
  input: () => content().extend({ id: idField('Page id') }),
  grouped: () => ({
    // A client that echoes what it read sends id and spaceId along; a page never changes its space by an update.
    input: z.strictObject({
      id: idField('Page id'),
      body: content().extend({ spaceId: idField('Space id').exactOptional() }),
    }),
    toInput: ({ id, body }) => {
      const { spaceId: _, ...input } = body;
      return { id, ...input };
    },
  }),
  output: pageShape,
  targets: ({ id, parentId }) => [
    { kind: 'page', id },
    ...(parentId ? [{ kind: 'content', id: parentId } as const] : []),
  ],
  resultTargets: pageTargets,
  preview: async ({ confluence, signal }, { id, title, body, version, parentId }) => {
    const bodyFormat = body.representation === 'atlas_doc_format' ? body.representation : 'storage';
    const before = await confluence.pages.get({ id, bodyFormat }, signal);
    return lines(
      `Update page ${oneLine(before.title)} (${id}) to version ${version.number}`,
      before.webUrl,
      title !== before.title && `New title: ${oneLine(title)}`,
      parentId && parentId !== before.parentId && `Moved under: ${parentId}`,
      body.representation === bodyFormat
        ? changePreview(before.body?.value ?? '', body.value)
        : bodyPreview(body),
    );
  },
  run: async ({ confluence, signal }, { parentId, version, ...rest }) =>
    withoutBody(
      await confluence.pages.update(
        {
          ...rest,
          ...(parentId && { parentId }),
          version: {
            number: version.number,
            ...(version.message !== undefined && { message: version.message }),
          },
        },
        signal,
      ),
    ),
  brief: briefPage,
  render: (page) => renderWritten('Updated', page),
});
