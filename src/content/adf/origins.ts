import type { AdfNode } from './node.ts';

/** For each new node the node of the document that it was. */
export type Origins = Map<AdfNode, AdfNode>;

/** Notes what a new node was. */
export function changed(work: { readonly origins: Origins }, before: AdfNode, after: AdfNode): AdfNode {
  if (before !== after) work.origins.set(after, work.origins.get(before) ?? before);
  return after;
}
