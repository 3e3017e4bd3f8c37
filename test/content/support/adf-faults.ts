import { contentOf, type AdfNode } from '../../../src/content/adf/node.ts';
import { newViolation } from '../../../src/content/adf/validate.ts';
import { openPage } from '../../../src/content/edit/page.ts';
import type { RandomEdit } from './random-edit.ts';

/** What a thing is known by; everything else may be changed by who edits it. */
const named: Readonly<Record<string, string>> = {
  extension: 'extensionKey',
  inlineExtension: 'extensionKey',
  bodiedExtension: 'extensionKey',
  mention: 'id',
  emoji: 'shortName',
  media: 'id',
  mediaInline: 'id',
  inlineCard: 'url',
  blockCard: 'url',
  embedCard: 'url',
  taskItem: 'localId',
  blockTaskItem: 'localId',
};

const counted: ReadonlySet<string> = new Set([
  'panel',
  'expand',
  'layoutColumn',
  'codeBlock',
  'date',
  'status',
]);

/**
 * What a document must not lose, found without the engine: each thing with how often it stands there; with all of its
 * attributes when `exact`.
 */
function identities(value: string, exact: boolean): Map<string, number> {
  const found = new Map<string, number>();
  const note = (key: string): void => void found.set(key, (found.get(key) ?? 0) + 1);
  const stack: AdfNode[] = [JSON.parse(value)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { attrs = {} } = node;
    const name = named[node.type];
    if (name !== undefined && exact && !node.type.startsWith('task'))
      note(`${node.type} ${JSON.stringify(attrs)}`);
    else if (name !== undefined) note(`${name} ${String(attrs[name] ?? attrs['url'])}`);
    // An expand that moves into another container is a nestedExpand there, as the schema wants it.
    const type = node.type === 'nestedExpand' ? 'expand' : node.type;
    if (counted.has(type)) note(type);
    for (const mark of node.marks ?? [])
      if (mark.type === 'annotation' || mark.type === 'link')
        found.set(`${mark.type} ${JSON.stringify(mark.attrs)}`, 1);
    stack.push(...contentOf(node));
  }
  return found;
}

function lost(before: string, after: string, exact: boolean): string[] {
  const current = identities(after, exact);
  return [...identities(before, exact)]
    .filter(([key, count]) => (current.get(key) ?? 0) < count)
    .map(([key]) => key);
}

/** What an edit did that it should not have done. */
export function adfFaults(
  value: string,
  after: string,
  random: Pick<RandomEdit, 'keepsAll' | 'shows'>,
  exact = true,
): string[] {
  const violation = newViolation(JSON.parse(value), JSON.parse(after));
  const lines = openPage({ format: 'adf', value: after }, {}, 'needed').rendered.lines;
  const { shows } = random;
  return [
    ...(violation === undefined ? [] : [`not valid: ${violation.path} ${violation.message}`]),
    ...(random.keepsAll ? lost(value, after, exact).map((key) => `lost ${key}`) : []),
    ...(shows === undefined || lines.some((line) => line.includes(shows)) ? [] : ['not shown']),
  ];
}
