import { z } from 'zod';
import type { Label } from '../../confluence/ports.ts';
import { idField } from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { defineOperation } from '../operation.ts';
import { labelShape, listOutput, pageListShape } from '../output-shapes.ts';
import { count, lines, oneLine, rendered } from '../text-lines.ts';
import { labelText } from './label-text.ts';

const prefixes = ['global', 'my', 'team'] as const;

/** `name`, `prefix:name` or `{prefix, name}`; clients see the first. */
const labelField = once(() =>
  z.preprocess(
    (value) => {
      const label = prefixed().safeParse(value);
      return label.success ? `${label.data.prefix}:${label.data.name}` : value;
    },
    z
      .string()
      .trim()
      .refine(
        (label) => /^\S{1,255}$/.test(parseLabel(label).name),
        'a label has 1 to 255 characters and no spaces; join words with a hyphen',
      ),
  ),
);

const prefixed = once(() => z.object({ prefix: z.enum(prefixes).default('global'), name: z.string() }));

export const addLabels = defineOperation({
  name: 'confluence_add_labels',
  title: 'Add labels',
  description:
    'Adds labels to a page and keeps those it has. Labels are lower case without spaces; one that is already there changes nothing.',
  group: 'labels',
  action: 'addToPage',
  effect: 'create',
  platforms: { cloud: ['cloud-v1 addLabelsToContent'], datacenter: ['dc addLabels'] },
  input: () =>
    z.strictObject({
      id: idField('Page id'),
      labels: z.preprocess(
        (value) => (typeof value === 'string' ? value.split(',') : value),
        z.array(labelField()).min(1).max(200),
      ),
      prefix: z.enum(prefixes).exactOptional(),
    }),
  output: () => pageListShape(labelShape()),
  targets: ({ id }) => [{ kind: 'page', id }],
  resultTargets: ({ pageId }) => [{ kind: 'page', id: pageId }],
  preview: async ({ confluence, signal }, { id, labels, prefix }) => {
    const page = await confluence.pages.get({ id }, signal);
    return lines(
      `Add labels to page ${oneLine(page.title)} (${id})`,
      page.webUrl,
      labels.map((label) => labelText(parseLabel(label, prefix))).join(', '),
    );
  },
  run: async ({ confluence, signal }, { id, labels, prefix }) => {
    const added = labels.map((label) => parseLabel(label, prefix));
    return {
      pageId: id,
      ...listOutput(await confluence.labels.addToPage({ pageId: id, labels: added }, signal)),
    };
  },
  brief: (output) => output,
  render: ({ pageId, items }) =>
    rendered(`Page ${pageId} now has ${count(items.length, 'label')}.`, items.map(labelText).join(', ')),
});

function parseLabel(text: string, prefix: Label['prefix'] = 'global'): Label {
  const found = /^(global|my|team):(.*)$/s.exec(text);
  const [, own = prefix, name = text] = found ?? [];
  return { prefix: own, name };
}
