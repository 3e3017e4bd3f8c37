import { AppError } from '../../kernel/app-error.ts';
import type { ChangedRange, PageFormat } from '../edit/format.ts';
import type { Made, Region } from '../edit/plan.ts';
import type { PageIndex } from '../edit/page-index.ts';
import { fromMarkdown } from '../markdown/from-markdown.ts';
import type { Resolvers } from '../markdown/resolvers.ts';
import type { Block } from '../model/block.ts';
import { replaceAll, sortReplacements, type Replacement } from '../storage/replacement.ts';
import { canonicalPage } from './canonical.ts';
import { adfCensus } from './census.ts';
import { makeCell, makeRow } from './make-row.ts';
import type { AdfNode } from './node.ts';
import { readAdf } from './read-document.ts';
import { rebuild } from './rebuild.ts';
import { adfBlock, type AdfPiece } from './reader.ts';
import type { CopiedNodes, Rebuilt } from './rebuilding.ts';
import { setPiece } from './set-piece.ts';
import { spliceDocument } from './splice.ts';
import { newViolation } from './validate.ts';

/** ADF as editing sees it. */
export const adfFormat: PageFormat = {
  read: (value, names, everyHandle) => readAdf(value, names, everyHandle).root,
  makeBlocks: (markdown, resolvers) => made(fromMarkdown(markdown, 'adf', resolvers)),
  makeItems(list, markdown, resolvers) {
    const lists = made(fromMarkdown(markdown, 'adf', resolvers)).blocks;
    const items = lists.flatMap((block) =>
      block.kind === 'list' && block.list === list.list ? block.children : [],
    );
    if (items.length === 0 || lists.length !== 1)
      throw new AppError('invalid_input', 'Only items of the same kind can be added to a list.', {
        nextStep: 'Write them like the items that are there.',
      });
    return { source: listOf(items), blocks: items };
  },
  makeRow,
  makeCell,
  setPiece: (_value, piece, params, attrs) => setPiece(piece, params, attrs),
  copy(_value, blocks) {
    const shown = blocks.filter((block) => block.kind !== 'empty');
    const copied: CopiedNodes = { source: listOf(blocks), blocks: shown, copied: true };
    return copied;
  },
  copyPieces: (_value, _owner, pieces) => copyPieces(pieces),
  apply(value, regions, index, resolvers) {
    const [region] = regions;
    if (region === undefined) return { value, ranges: [] };
    const { source } = adfBlock(region.parent);
    const rebuilt = rebuildPage(regions, index, resolvers);
    const violation = newViolation(source.doc, rebuilt.doc);
    if (violation !== undefined) throw notAllowed(violation.path, violation.message);
    const replacements = sortReplacements(spliceDocument(source, rebuilt));
    return { value: replaceAll(value, replacements), ranges: rangesOf(replacements) };
  },
  census: (value, root) => adfCensus(value, root === undefined ? undefined : adfBlock(root).source.doc),
  canonical: canonicalPage,
};

/** The document with regions applied, before it is written; every node that no region touches is the same object. */
export function rebuildPage(regions: readonly Region[], index: PageIndex, resolvers: Resolvers): Rebuilt {
  const [region] = regions;
  if (region === undefined) throw new AppError('internal', 'Nothing to apply.');
  let root = region.parent;
  for (let outer = index.parentOf.get(root); outer !== undefined; outer = index.parentOf.get(root))
    root = outer;
  return rebuild(root, regions, { index, resolvers });
}

function made(source: string): Made {
  const { root } = readAdf(`{"type":"doc","version":1,"content":${source}}`);
  return { source, blocks: root.children.filter((block) => block.kind !== 'empty') };
}

/** The nodes of blocks as a JSON list; a run of text stands in a paragraph. */
function listOf(blocks: readonly Block[]): string {
  const parts = blocks.map((block) => {
    const { source, node } = adfBlock(block);
    const text = source.value.slice(block.start, block.end);
    return node === undefined && block.kind === 'paragraph'
      ? `{"type":"paragraph","content":[${text}]}`
      : text;
  });
  return `[${parts.join(',')}]`;
}

/** The node of an atom, or the mark behind a tag. */
function copyPieces(pieces: readonly AdfPiece[]): string {
  const [piece] = pieces;
  const thing: AdfNode | AdfPiece['mark'] = piece?.kind === 'atom' ? piece.node : piece?.mark;
  if (thing === undefined) throw new AppError('internal', 'A piece of another format.');
  return JSON.stringify(thing);
}

function rangesOf(replacements: readonly Replacement[]): ChangedRange[] {
  let shift = 0;
  return replacements.map(({ start, end, text }) => {
    const range = { start, end, newStart: start + shift, newEnd: start + shift + text.length };
    shift += text.length - (end - start);
    return range;
  });
}

function notAllowed(path: string, message: string): AppError {
  return new AppError('invalid_input', `The format of this page does not allow that: ${message}.`, {
    nextStep: 'Put it somewhere else, or write it as plain paragraphs.',
    detail: path,
  });
}
