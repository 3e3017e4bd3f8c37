import { z } from 'zod';
import { maxTokensField } from '../bodies/body-fields.ts';
import { diffLines } from '../bodies/diff-lines.ts';
import { viewOf } from '../bodies/view-of.ts';
import { pageSubject } from '../bodies/subject.ts';
import { idField, versionNumberField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { bodyShape, pageShape } from '../output-shapes.ts';
import { pageTargets } from '../pages/page-text.ts';
import { count, lines, oneLine, rendered } from '../text-lines.ts';

const shape = once(() =>
  pageShape().extend({
    from: z.int().optional(),
    to: z.int().optional(),
    added: z.int().optional(),
    removed: z.int().optional(),
    cut: z.boolean().optional(),
    body: bodyShape().optional(),
  }),
);

export const diffVersions = defineOperation({
  name: 'confluence_diff_page_versions',
  title: 'Compare page versions',
  description:
    'What changed in a page between two versions, as a line difference of their Markdown (- old, + new). Version numbers come from confluence_get_page_versions; without "to" the current one is meant.',
  group: 'versions',
  action: 'diff',
  effect: 'read',
  platforms: {
    cloud: ['cloud-v2 getPageById'],
    datacenter: ['dc getContentById'],
  },
  sometimes: { cloud: ['cloud-v2 createBulkUserLookup'], datacenter: ['dc getUser'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      from: versionNumberField('Older version'),
      to: versionNumberField('Newer version').exactOptional(),
      maxTokens: maxTokensField(),
    }),
  output: shape,
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: pageTargets,
  run: async (context, { id, from, to, maxTokens }) => {
    const subject = pageSubject(context, id);
    const [before, after] = await Promise.all([viewOf(context, subject, from), viewOf(context, subject, to)]);
    const { text, added, removed, cut } = diffLines(before.text, after.text, maxTokens);
    const { body: _, ...page } = after.content;
    const number = page.version?.number;
    return {
      ...page,
      from,
      added,
      removed,
      cut,
      body: { representation: 'diff', value: text },
      ...(number !== undefined && { to: number }),
    };
  },
  brief: ({ id, from, to, added, removed }) => ({ id, from, to, added, removed }),
  render: ({ id, title = '', from, to, added = 0, removed = 0, body, cut }) =>
    rendered(
      `Page ${id}, version ${from ?? ''} to ${to ?? ''}: ${
        added + removed === 0
          ? 'the text is the same'
          : `${count(added, 'line')} added, ${count(removed, 'line')} removed`
      }.`,
      lines(`"${oneLine(title)}"`, body?.value),
      lines(cut && 'The difference is cut: ask for more with maxTokens, or compare nearer versions.'),
    ),
});
