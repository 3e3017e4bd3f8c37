import { z } from 'zod';
import { appendChange, appendFields } from '../bodies/append.ts';
import { changeBody } from '../bodies/change-body.ts';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { previewChange } from '../bodies/change-preview.ts';
import { pageSubject } from '../bodies/subject.ts';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';

export const appendToPage = defineOperation({
  name: 'confluence_append_to_page',
  title: 'Append to page',
  description:
    'Adds Markdown at the end of a page, or of one section of it, without reading it first. Everything that is there stays as it is. To change existing text use confluence_edit_page.',
  group: 'pages',
  action: 'append',
  effect: 'update',
  additive: true,
  platforms: {
    cloud: ['cloud-v2 updatePage', 'cloud-v2 getPageById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  sometimes: {
    cloud: ['cloud-v1 searchUser', 'cloud-v2 createBulkUserLookup'],
    datacenter: ['dc search_1', 'dc getUser'],
  },
  input: () =>
    z.strictObject({ id: idField('Page id'), ...appendFields(), draft: z.boolean().exactOptional() }),
  output: changedPageShape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  preview: (context, { id, draft, ...input }) =>
    previewChange(context, pageSubject(context, id, { draft }), appendChange(input)),
  run: async (context, { id, draft, ...input }) =>
    changeOutput(await changeBody(context, pageSubject(context, id, { draft }), appendChange(input))),
  brief: briefChange,
  render: (page, { id }) => renderChange(page, `page ${id}`),
});
