import { z } from 'zod';
import { readFormatField, viewFields } from '../bodies/body-fields.ts';
import { briefContent, contentShape } from '../bodies/body-output.ts';
import { idField, versionNumberField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';
import { readPage, renderPage } from './read-page.ts';

const fields = once(() =>
  z.strictObject({
    id: idField('Page id'),
    bodyFormat: readFormatField(),
    ...viewFields(),
    version: versionNumberField('An earlier version').exactOptional(),
    draft: z.boolean().exactOptional(),
  }),
);

export const getPageBody = defineOperation({
  name: 'confluence_get_page',
  title: 'Get page',
  description:
    'One page as Markdown with its etag, for reading and for confluence_edit_page. {#…} are handles of things. Long pages: view outline, then section, or go on with cursor. bodyFormat storage, atlas_doc_format (ADF) or view (HTML) gives the body in that format.',
  group: 'pages',
  action: 'getBody',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getPageById'],
    datacenter: ['dc getContentById'],
  },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: fields,
  grouped: () => ({
    // Programs that know this action of old expect the stored form where they say nothing.
    input: fields().extend({ bodyFormat: readFormatField().exactOptional() }),
    toInput: ({ bodyFormat, ...rest }) => {
      const { view, section, ids, cursor } = rest;
      const asksForView =
        view !== 'full' || section !== undefined || ids !== undefined || cursor !== undefined;
      return { ...rest, bodyFormat: bodyFormat ?? (asksForView ? 'markdown' : 'storage') };
    },
  }),
  output: contentShape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  run: readPage,
  brief: briefContent,
  render: renderPage,
});
