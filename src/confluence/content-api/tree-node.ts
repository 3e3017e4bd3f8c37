import { omitAbsent } from '../omit-absent.ts';
import type { TreeNode } from '../ports.ts';
import type { Content } from './schemas.ts';

/** A page as a node of the tree. Its place is a number only where somebody ordered the siblings. */
export function toNode(row: Content, parentId: string | undefined, depth?: number): TreeNode {
  const position = row.extensions?.position;
  return omitAbsent({
    id: row.id,
    type: row.type ?? 'page',
    title: row.title,
    status: row.status,
    spaceId: row.space?.id,
    parentId,
    depth,
    position: typeof position === 'number' && position >= 0 ? position : undefined,
  });
}
