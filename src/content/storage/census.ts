import { createCensus, type Census } from '../edit/census.ts';
import { macroNames } from './names.ts';
import { attribute, attributesOf, childNamed, textOf } from './nodes.ts';
import { resourceOf, resourceText } from './resources.ts';
import { nodeType, scan, type StorageNode } from './scanner.ts';

/** Counts what no edit may lose unasked, in a body whose tree may be known. */
export function storageCensus(source: string, root: StorageNode = scan(source).root): Census {
  const { census, count } = createCensus();
  const stack: StorageNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const child of node.children) {
      if (child.type !== nodeType.element) continue;
      countElement(source, child, count);
      if (child.children.length > 0 && child.name !== 'ac:adf-fallback') stack.push(child);
    }
  }
  return census;
}

type Count = ReturnType<typeof createCensus>['count'];

function countElement(source: string, node: StorageNode, count: Count): void {
  const { name } = node;
  if (name === 'ac:inline-comment-marker') {
    count('comment', attribute(source, node, 'ac:ref') ?? '');
  } else if (macroNames.has(name)) {
    const id = attribute(source, node, 'ac:macro-id');
    count('macro', `${attribute(source, node, 'ac:name') ?? ''}${id === undefined ? '' : ` ${id}`}`);
  } else if (name === 'ac:adf-extension') {
    const inner = childNamed(node, 'ac:adf-node');
    count('macro', `adf ${inner === undefined ? '' : (attribute(source, inner, 'type') ?? '')}`);
  } else if (name === 'ri:user') {
    count('mention', resourceText(source, node));
  } else if (name === 'ac:image') {
    count('attachment', imageKey(source, node));
  } else if (name === 'ri:attachment' && node.parent?.name !== 'ac:image') {
    count('attachment', attribute(source, node, 'ri:filename') ?? '');
  } else if (name === 'ac:task') {
    const id = childNamed(node, 'ac:task-uuid', 'ac:task-id');
    count('task', id === undefined ? '' : textOf(source, id));
  } else if (name === 'ac:layout-cell') {
    count('layout-cell', '');
  } else if (name === 'a') {
    const { href } = Object.fromEntries(attributesOf(source, node));
    if (href !== undefined) count('link', href);
  } else if (name === 'ac:link') {
    const resource = resourceOf(node);
    if (resource?.name !== 'ri:user')
      count(
        'link',
        `${resource === undefined ? '' : resourceText(source, resource)}#${attribute(source, node, 'ac:anchor') ?? ''}`,
      );
  } else if (name === 'ac:emoticon') {
    count('emoji', attribute(source, node, 'ac:emoji-shortname') ?? attribute(source, node, 'ac:name') ?? '');
  } else if (name === 'time') {
    count('date', attribute(source, node, 'datetime') ?? '');
  } else if (name === 'ac:placeholder') {
    count('placeholder', textOf(source, node));
  }
}

/** An image is the same while its file and everything but its texts stay: a new one of the same file is another. */
function imageKey(source: string, image: StorageNode): string {
  const resource = resourceOf(image);
  const tag = source.slice(image.start, image.openEnd).replaceAll(/\sac:(?:alt|title)="[^"]*"/g, '');
  if (resource === undefined) return `\n${tag}`;
  return `${resourceText(source, resource)}\n${tag}${source.slice(resource.start, resource.end)}`;
}
