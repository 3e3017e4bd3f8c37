import { z } from 'zod';
import { changeBody } from '../bodies/change-body.ts';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { previewChange } from '../bodies/change-preview.ts';
import { editChange, editFields } from '../bodies/edit-fields.ts';
import { editNames, toEdits } from '../bodies/edits.ts';
import { pageSubject } from '../bodies/subject.ts';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';

export const editPage = defineOperation({
  name: 'confluence_edit_page',
  title: 'Edit page',
  description:
    'Changes parts of a page in its Markdown view; everything else stays to the byte. Read it first with confluence_get_page and send its etag. Others’ changes since then are merged. Each edit is one of replace, insert, delete, move, set, table; targets are #handles or headings.',
  group: 'pages',
  action: 'edit',
  effect: 'update',
  platforms: {
    cloud: ['cloud-v2 updatePage', 'cloud-v2 getPageById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      ...editFields(),
      draft: z.boolean().exactOptional(),
    }),
  output: changedPageShape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  preview: (context, { id, draft, ...input }) =>
    previewChange(context, pageSubject(context, id, { draft }), editChange(input)),
  run: async (context, { id, draft, ...input }) =>
    changeOutput(await changeBody(context, pageSubject(context, id, { draft }), editChange(input))),
  brief: briefChange,
  render: (page, { id, edits }) => renderChange(page, `page ${id}`, editNames(toEdits(edits))),
});
