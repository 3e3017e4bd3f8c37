import { isAddress, linkTo, type Link, type Reference } from '../edit/reference.ts';
import { macroNames } from './names.ts';
import { attribute, elementsOf, textOf } from './nodes.ts';
import { resourceOf } from './resources.ts';
import { nodeType, scan, type StorageNode } from './scanner.ts';

/**
 * Every macro and link of a body, in no order, wherever it stands: in copies for old clients and in parameters too. Images
 * from elsewhere count as links: their address is fetched. Raises `invalid_input` for a body that is not well-formed.
 */
export function storageReferences(source: string): Reference[] {
  const found: Reference[] = [];
  const stack: StorageNode[] = [scan(source).root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    for (const child of node.children) {
      if (child.type !== nodeType.element) continue;
      stack.push(child);
      const { start } = child;
      if (macroNames.has(child.name))
        found.push({ kind: 'macro', name: attribute(source, child, 'ac:name') ?? '', start });
      const link = linkOf(source, child);
      if (link !== undefined) found.push({ kind: 'link', link, start });
    }
  return found;
}

function linkOf(source: string, node: StorageNode): Link | undefined {
  const get = (name: string): string | undefined => attribute(source, node, name);
  const page = (type: 'page' | 'blog', target: string): Link => {
    const space = get('ri:space-key');
    return space === undefined ? { type, target } : { type, target, space };
  };
  switch (node.name) {
    case 'a': {
      const address = get('href');
      return address === undefined ? undefined : linkTo(address);
    }
    case 'img':
      return { type: 'url', target: get('src') ?? '' };
    case 'ri:url':
      return { type: 'url', target: get('ri:value') ?? '' };
    case 'ri:page':
      return page('page', get('ri:content-title') ?? '');
    case 'ri:blog-post':
      return page('blog', get('ri:content-title') ?? '');
    case 'ri:space':
      return { type: 'space', target: get('ri:space-key') ?? '' };
    case 'ri:content-entity':
      return { type: 'content', target: get('ri:content-id') ?? '' };
    case 'ri:shortcut':
      return { type: 'shortcut', target: `${get('ri:key') ?? ''}:${get('ri:parameter') ?? ''}` };
    case 'ri:attachment':
      return node.parent?.name === 'ac:image'
        ? undefined
        : { type: 'attachment', target: get('ri:filename') ?? '' };
    case 'ac:link':
      return resourceOf(node) === undefined ? { type: 'anchor', target: get('ac:anchor') ?? '' } : undefined;
    case 'ac:parameter':
    case 'ac:default-parameter': {
      const value = elementsOf(node).length === 0 ? textOf(source, node) : '';
      return isAddress(value) ? { type: 'url', target: value.trim() } : undefined;
    }
    default:
      return undefined;
  }
}
