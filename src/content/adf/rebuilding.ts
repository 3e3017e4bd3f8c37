import type { Made, Region } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { attributeText, type AdfNode } from './node.ts';
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
  /** The `localId`s of the document and of what was put into it so far. */
  readonly localIds: () => Set<string>;
}

/** New content that is a part of the page, with its ids. */
export interface CopiedNodes extends Made {
  readonly copied: true;
}

/** Nodes of new content; ids that are only numbered get numbers that the page does not have. */
export function madeNodes(work: Rebuilding, made: Pick<Made, 'source'>): readonly AdfNode[] {
  const list = 'copied' in made ? made.source : numberedAnew(work, made.source);
  const { nodes, source } = parseNodes(list);
  for (const node of source.places.keys()) work.sources.set(node, source);
  return nodes;
}

const numberedId = /"localId":"(new-\d+)"/g;

function numberedAnew(work: Rebuilding, list: string): string {
  if (!list.includes('"localId":"new-')) return list;
  const taken = work.localIds();
  return list.replaceAll(numberedId, (found, id: string) => {
    let free = id;
    for (let number = taken.size; taken.has(free); number += 1) free = `new-${number}`;
    taken.add(free);
    return free === id ? found : `"localId":"${free}"`;
  });
}

/** Collects the `localId`s of a document when they are asked for. */
export function collectLocalIds(source: AdfSource): () => Set<string> {
  let ids: Set<string> | undefined;
  return () => {
    ids ??= new Set([...source.places.keys()].flatMap((node) => attributeText(node, 'localId') ?? []));
    return ids;
  };
}
