import { z } from 'zod';
import { idListField, listFields, textListField } from '../input-fields.ts';
import { itemRows } from '../item-rows.ts';
import { defineOperation, type Target } from '../operation.ts';
import { listOutput, listShape, spaceShape, type SpaceOutput } from '../output-shapes.ts';
import { found, moreLine, rendered } from '../text-lines.ts';
import { spaceLine } from './space-text.ts';

export const listSpaces = defineOperation({
  name: 'confluence_list_spaces',
  title: 'List spaces',
  description:
    'Spaces this account can see, with id, key, name and homepage; by keys or ids to turn a key into the id that other tools take. To find a space by its name use confluence_search_cql with type = space.',
  group: 'spaces',
  action: 'list',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getSpaces'], datacenter: ['dc spaces'] },
  input: () =>
    z.strictObject({
      keys: textListField('Space keys').exactOptional(),
      ids: idListField('Space ids').exactOptional(),
      type: z.string().min(1).describe('global, personal, collaboration, knowledge_base …').exactOptional(),
      status: z.enum(['current', 'archived']).exactOptional(),
      ...listFields(),
    }),
  output: () => listShape(spaceShape()),
  targets: ({ keys = [], ids = [] }) => [
    ...keys.map((key) => ({ kind: 'space', key }) as const),
    ...ids.map((id) => ({ kind: 'space', id }) as const),
  ],
  resultTargets: ({ items }) => items.map(spaceTarget),
  rows: itemRows(spaceTarget),
  run: async ({ confluence, signal }, input) => listOutput(await confluence.spaces.list(input, signal)),
  brief: ({ items, ...rest }) => ({ ...rest, items: items.map(({ id, key }) => ({ id, key })) }),
  render: ({ items, nextCursor }) =>
    rendered(found(items.length, 'space', nextCursor), items.map(spaceLine).join('\n'), moreLine(nextCursor)),
});

function spaceTarget({ id, key }: SpaceOutput): Target {
  return { kind: 'space', id, ...(key && { key }) };
}
