import type { Content } from './entities.ts';
import type { Site } from './site.ts';

/** From the parent up to the root. */
export function ancestorsOf(site: Site, content: Content): Content[] {
  const found: Content[] = [];
  let parentId = content.parentId;
  while (parentId !== null) {
    const parent = site.contents.get(parentId);
    if (parent === undefined || found.includes(parent)) break;
    found.push(parent);
    parentId = parent.parentId;
  }
  return found;
}

/** What hangs directly below, in tree order; trash and drafts are no part of the tree. */
export function childrenOf(site: Site, parentId: string): Content[] {
  return childIndex(site).get(parentId) ?? [];
}

/** What stands at the top of a space's tree, in tree order. */
export function rootsOf(site: Site, spaceId: string): Content[] {
  return childIndex(site).get(`space:${spaceId}`) ?? [];
}

/** A node of a subtree with its distance to the top: 1 for children. */
export interface Descendant {
  readonly content: Content;
  readonly depth: number;
}

/** The subtree below an item in depth-first tree order, without the item itself. */
export function descendantsOf(site: Site, id: string, maxDepth = Number.POSITIVE_INFINITY): Descendant[] {
  const found: Descendant[] = [];
  const walk = (parentId: string, depth: number): void => {
    if (depth > maxDepth) return;
    for (const content of childrenOf(site, parentId)) {
      found.push({ content, depth });
      walk(content.id, depth + 1);
    }
  };
  walk(id, 1);
  return found;
}

/** The position after the last sibling. */
export function nextPosition(site: Site, spaceId: string, parentId: string | null): number {
  const siblings = parentId === null ? rootsOf(site, spaceId) : childrenOf(site, parentId);
  return (siblings.at(-1)?.position ?? 0) + 100;
}

interface ChildIndex {
  readonly revision: number;
  readonly children: Map<string, Content[]>;
}

const indexes = new WeakMap<Site, ChildIndex>();

function childIndex(site: Site): Map<string, Content[]> {
  const known = indexes.get(site);
  if (known?.revision === site.revision) return known.children;
  const children = new Map<string, Content[]>();
  for (const content of site.contents.values()) {
    if (content.kind === 'blogpost' || content.status === 'trashed' || content.status === 'draft') continue;
    const key = content.parentId ?? `space:${content.spaceId}`;
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [content]);
    else siblings.push(content);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => a.position - b.position || Number(a.id) - Number(b.id));
  }
  indexes.set(site, { revision: site.revision, children });
  return children;
}
