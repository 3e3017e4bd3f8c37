import { z } from 'zod';
import { optionalReadFormatField } from '../bodies/body-fields.ts';
import { briefContent, contentShape } from '../bodies/body-output.ts';
import { idField, versionNumberField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';
import { readPage, renderPage } from './read-page.ts';

export const getPage = defineOperation({
  name: 'confluence_get_page_metadata',
  title: 'Get page metadata',
  description:
    'Title, space, parent, status, version, author and link of one page; the body too when bodyFormat is given. The version is what an update needs. To read the content use confluence_get_page.',
  group: 'pages',
  action: 'get',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageById'], datacenter: ['dc getContentById'] },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      bodyFormat: optionalReadFormatField(),
      version: versionNumberField('An earlier version').exactOptional(),
      draft: z.boolean().exactOptional(),
    }),
  output: contentShape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  run: readPage,
  brief: briefContent,
  render: renderPage,
});
