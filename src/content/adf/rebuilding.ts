import type { Region } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import type { AdfNode } from './node.ts';
import { parseNodes, type AdfSource } from './parse-document.ts';
import type { UnitWriting } from './write-unit.ts';

/** A document with regions applied: nodes that no region touches are the same objects. */
export interface Rebuilt {
  readonly doc: AdfNode;
  /** For each changed node the one that it was. */
  readonly origins: ReadonlyMap<AdfNode, AdfNode>;
  /** Where nodes of new content stand in a text of their own. */
  readonly sources: ReadonlyMap<AdfNode, AdfSource>;
}

/** What is shared while one document is rebuilt. */
export interface Rebuilding extends UnitWriting {
  readonly regions: ReadonlyMap<Block, readonly Region[]>;
  readonly sources: Map<AdfNode, AdfSource>;
}

/** Nodes of new content from the JSON of a list. */
export function madeNodes(work: Rebuilding, list: string): readonly AdfNode[] {
  const { nodes, source } = parseNodes(list);
  for (const node of source.places.keys()) work.sources.set(node, source);
  return nodes;
}
