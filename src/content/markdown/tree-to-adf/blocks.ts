import type { Resolvers } from '../resolvers.ts';
import type { TreeBlock } from '../tree.ts';

export function treeToAdf(blocks: readonly TreeBlock[], _resolvers: Resolvers): unknown[] {
  return [...blocks];
}
