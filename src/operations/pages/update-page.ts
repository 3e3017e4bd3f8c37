import { z } from 'zod';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { previewReplacement } from '../bodies/replace-preview.ts';
import { replaceBody } from '../bodies/replace-body.ts';
import { pageSubject } from '../bodies/subject.ts';
import { baseMissing, hasBase, isOfDraft, replacementOf, updateFields } from '../bodies/update-fields.ts';
import { idField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';

const fields = once(() => ({
  ...updateFields(),
  parentId: idField('Moves the page under this one').exactOptional(),
}));

export const updatePage = defineOperation({
  name: 'confluence_update_page',
  title: 'Update page',
  description:
    'Replaces the whole body, and the title. To change parts use confluence_edit_page. Markdown is the whole view as read, and keeps what it does not show; storage, ADF and wiki replace everything. A stale version is a conflict; the old text stays as a version.',
  group: 'pages',
  action: 'update',
  effect: 'update',
  platforms: {
    cloud: ['cloud-v2 updatePage', 'cloud-v2 getPageById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () => z.strictObject({ id: idField('Page id'), ...fields() }).refine(hasBase, baseMissing),
  grouped: () => ({
    // A client that echoes what it read sends id and spaceId along; a page never changes its space by an update.
    input: z.strictObject({
      id: idField('Page id'),
      body: z.strictObject({ ...fields(), spaceId: idField('Space id').exactOptional() }),
    }),
    toInput: ({ id, body }) => {
      const { spaceId: _, ...input } = body;
      return { id, ...input };
    },
  }),
  output: changedPageShape,
  targets: ({ id, parentId }) => [
    { kind: 'page', id },
    ...(parentId ? [{ kind: 'content', id: parentId } as const] : []),
  ],
  resultTargets: pageTargets,
  preview: (context, input) =>
    previewReplacement(
      context,
      pageSubject(context, input.id, { draft: isOfDraft(input) }),
      replacementOf(input),
    ),
  run: async (context, input) => {
    const subject = pageSubject(context, input.id, { draft: isOfDraft(input) });
    return changeOutput(await replaceBody(context, subject, replacementOf(input)));
  },
  brief: briefChange,
  render: (page, { id }) => renderChange(page, `page ${id}`),
});
