import type { Content } from '../model/entities.ts';
import type { Descendant } from '../model/tree.ts';

/** A child as `/children` and `/direct-children` give it; the first leaves the type away. */
export function childJson(content: Content): Record<string, unknown> {
  return {
    id: content.id,
    status: content.status,
    title: content.title,
    type: content.kind,
    spaceId: content.spaceId,
    childPosition: content.position,
  };
}

export function descendantJson({ content, depth }: Descendant): Record<string, unknown> {
  return {
    id: content.id,
    status: content.status,
    title: content.title,
    type: content.kind,
    parentId: content.parentId,
    depth,
    childPosition: content.position,
    lastModified: new Date(content.versions.at(-1)?.createdAt ?? content.createdAt).toISOString(),
  };
}
