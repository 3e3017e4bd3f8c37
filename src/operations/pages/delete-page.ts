import { z } from 'zod';
import { idField } from '../input-fields.ts';
import { defineOperation } from '../operation.ts';
import { lines, oneLine, rendered } from '../text-lines.ts';

export const deletePage = defineOperation({
  name: 'confluence_delete_page',
  title: 'Delete page',
  description:
    'Moves a page to the trash of its space, from where it can be restored. purge removes a page that is already in the trash for good (space administrators); draft discards a draft for good.',
  group: 'pages',
  action: 'delete',
  effect: 'delete',
  platforms: { cloud: ['cloud-v2 deletePage'], datacenter: ['dc delete_3', 'dc getContentById'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      purge: z.boolean().exactOptional(),
      draft: z.boolean().exactOptional(),
    }),
  output: () => z.object({ id: z.string(), outcome: z.enum(['trashed', 'purged', 'draft discarded']) }),
  targets: ({ id }) => [{ kind: 'page', id }],
  // The answer shows nothing of Confluence: the page was judged before it went.
  resultTargets: () => [],
  preview: async ({ confluence, signal }, { id, purge, draft }) => {
    const page = await confluence.pages.get({ id, ...(draft && { draft }) }, signal);
    const how = purge ? 'Remove for good' : draft ? 'Discard the draft of' : 'Move to the trash';
    return lines(`${how}: page ${oneLine(page.title)} (${id})`, page.webUrl);
  },
  run: async ({ confluence, signal }, { id, purge, draft }) => {
    await confluence.pages.delete({ id, ...(purge && { purge }), ...(draft && { draft }) }, signal);
    return { id, outcome: purge ? 'purged' : draft ? 'draft discarded' : 'trashed' } as const;
  },
  brief: (output) => output,
  render: ({ id, outcome }) => {
    switch (outcome) {
      case 'trashed':
        return rendered(
          `Moved page ${id} to the trash.`,
          undefined,
          'It can be restored from the trash of its space.',
        );
      case 'purged':
        return rendered(`Removed page ${id} for good.`);
      case 'draft discarded':
        return rendered(`Discarded the draft of page ${id}.`);
      default:
        return outcome satisfies never;
    }
  },
});
