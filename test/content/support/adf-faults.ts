import { contentOf, type AdfNode } from '../../../src/content/adf/node.ts';
import { newViolation } from '../../../src/content/adf/validate.ts';
import { openPage } from '../../../src/content/edit/page.ts';
import type { RandomEdit } from './random-edit.ts';

/** What a document must not lose, found without the engine: each thing with how often it stands there. */
function identities(value: string): Map<string, number> {
  const found = new Map<string, number>();
  const note = (key: string): void => void found.set(key, (found.get(key) ?? 0) + 1);
  const stack: AdfNode[] = [JSON.parse(value)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { attrs = {} } = node;
    if (/extension$/i.test(node.type)) note(`${node.type} ${JSON.stringify(attrs)}`);
    if (
      ['mention', 'emoji', 'media', 'mediaInline', 'inlineCard', 'blockCard', 'embedCard'].includes(node.type)
    )
      note(`${node.type} ${JSON.stringify(attrs)}`);
    if (/task.*item/i.test(node.type)) note(`task ${String(attrs['localId'])}`);
    if (['panel', 'expand', 'layoutColumn', 'codeBlock', 'date', 'status'].includes(node.type))
      note(node.type);
    for (const mark of node.marks ?? [])
      if (mark.type === 'annotation' || mark.type === 'link')
        found.set(`${mark.type} ${JSON.stringify(mark.attrs)}`, 1);
    stack.push(...contentOf(node));
  }
  return found;
}

function lost(before: string, after: string): string[] {
  const current = identities(after);
  return [...identities(before)]
    .filter(([key, count]) => (current.get(key) ?? 0) < count)
    .map(([key]) => key);
}

/** What an edit did that it should not have done. */
export function adfFaults(value: string, after: string, random: RandomEdit): string[] {
  const violation = newViolation(JSON.parse(value), JSON.parse(after));
  const lines = openPage({ format: 'adf', value: after }, {}, 'needed').rendered.lines;
  const { shows } = random;
  return [
    ...(violation === undefined ? [] : [`not valid: ${violation.path} ${violation.message}`]),
    ...(random.keepsAll ? lost(value, after).map((key) => `lost ${key}`) : []),
    ...(shows === undefined || lines.some((line) => line.includes(shows)) ? [] : ['not shown']),
  ];
}
