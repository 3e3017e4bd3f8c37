import { z } from 'zod';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { spaceShape } from '../output-shapes.ts';
import { rendered } from '../text-lines.ts';
import { spaceDetails } from './space-text.ts';

export const getSpace = defineOperation({
  name: 'confluence_get_space',
  title: 'Get space',
  description:
    'Name, key, type, homepage, description and link of one space by its id. With only a key use confluence_list_spaces and keys.',
  group: 'spaces',
  action: 'get',
  effect: 'read',
  platforms: { cloud: ['cloud-v2 getSpaceById'], datacenter: ['dc spaces'] },
  input: () => z.strictObject({ id: idField('Space id') }),
  output: spaceShape,
  targets: ({ id }) => [{ kind: 'space', id }],
  resultTargets: ({ id, key }) => [{ kind: 'space', id, ...(key && { key }) }],
  run: ({ confluence, signal }, { id }) => confluence.spaces.get({ id }, signal),
  brief: ({ id, key }) => ({ id, key }),
  render: (space) => rendered(`Space ${space.id}.`, spaceDetails(space)),
});
