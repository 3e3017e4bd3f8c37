import { z } from 'zod';
import { bodyFormatOrStorageField, idField, versionNumberField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { briefPage, pageShape } from '../output-shapes.ts';
import { pageTargets } from './page-text.ts';
import { readPage, renderPage } from './read-page.ts';

export const getPageBody = defineOperation({
  name: 'confluence_get_page',
  title: 'Get page',
  description:
    'One page with its body: storage (default; what an update writes back), atlas_doc_format (ADF) or view (rendered HTML, never to be written back). A very long body is cut, and says so.',
  group: 'pages',
  action: 'getBody',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageById'], datacenter: ['dc getContentById'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      bodyFormat: bodyFormatOrStorageField(),
      version: versionNumberField('An earlier version').exactOptional(),
      draft: z.boolean().exactOptional(),
    }),
  output: pageShape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  run: readPage,
  brief: briefPage,
  render: renderPage,
});
