import { z } from 'zod';
import { idField, listFields } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { labelShape, listOutput, pageListShape } from '../output-shapes.ts';
import { count, moreLine, rendered } from '../text-lines.ts';
import { labelText } from './label-text.ts';

export const getLabels = defineOperation({
  name: 'confluence_get_labels',
  title: 'Get labels',
  description:
    'The labels of a page. To find pages by a label use confluence_search_cql with label = "name".',
  group: 'labels',
  action: 'getForPage',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getPageLabels'], datacenter: ['dc labels'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      prefix: z.enum(['global', 'my', 'team', 'system']).exactOptional(),
      ...listFields(),
    }),
  output: () => pageListShape(labelShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId }) => [{ kind: 'page', id: pageId }],
  run: async ({ confluence, signal }, { id, ...rest }) => ({
    pageId: id,
    ...listOutput(await confluence.labels.forPage({ pageId: id, ...rest }, signal)),
  }),
  brief: (output) => output,
  render: ({ pageId, items, nextCursor }) =>
    rendered(
      `Page ${pageId} has ${count(items.length, 'label')}${nextCursor ? ' so far' : ''}.`,
      items.map(labelText).join(', '),
      moreLine(nextCursor),
    ),
});
