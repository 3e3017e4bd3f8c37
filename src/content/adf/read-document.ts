import type { ShownNames } from '../edit/format.ts';
import type { Block } from '../model/block.ts';
import { createHandleBook, type HandleBook } from '../model/handles.ts';
import { parseDocument, type AdfSource } from './parse-document.ts';
import { createFlow } from './read-blocks.ts';
import { nodeBlock, type Reader } from './reader.ts';

/** An ADF document as blocks. */
export interface AdfDocument {
  readonly source: AdfSource;
  readonly root: Block;
  readonly handles: HandleBook;
}

/**
 * Reads an ADF document; raises `invalid_input` when it is no JSON or not made of nodes, `too_large` beyond the limits.
 * Unknown nodes are opaque blocks or atoms. Blocks that text addresses well enough have handles only with `everyHandle`.
 */
export function readAdf(value: string, names: ShownNames = {}, everyHandle = false): AdfDocument {
  const source = parseDocument(value);
  const handles = createHandleBook();
  const reader: Reader = {
    source,
    names,
    handles,
    everyHandle,
    flow: (holder, from, to) => flow(holder, from, to),
  };
  const flow = createFlow(reader);
  const seat = { holder: undefined, index: 0 };
  const root = nodeBlock(reader, source.doc, seat, { kind: 'document', children: flow(source.doc) });
  handles.assign();
  return { source, root, handles };
}
