import type { Handle, MarkName, Piece, Tag, Unit } from '../model/inline.ts';
import { collapse, isVisible } from '../model/text.ts';
import { attributeText, type AdfMark, type AdfNode } from './node.ts';
import { nest, type Leaf } from './nesting.ts';
import { placeOf, type AdfPiece, type Reader } from './reader.ts';
import { readAtom } from './read-atoms.ts';

/** Inline content as pieces: marks that several nodes in a row have become one pair of tags around them. */
export function readUnit(reader: Reader, nodes: readonly AdfNode[]): Unit {
  const wholeStyles = stylesOfAll(nodes);
  const leaves = nodes.map((node, index): Leaf<AdfMark> => {
    const marks = new Map((node.marks ?? noMarks).map((mark) => [markKey(mark), mark]));
    const link = isAutolink(node) ? linkOf(node) : undefined;
    const autolink =
      link !== undefined && ![nodes[index - 1], nodes[index + 1]].some((other) => hasMark(other, link));
    if (autolink) marks.delete(markKey(link));
    return {
      piece: leafPiece(reader, node, autolink),
      layers: marks,
      transparent: node.type === 'hardBreak',
    };
  });
  const pieces = nest(leaves, {
    rank: rankOf,
    open: (mark, from, to) => {
      const tag = wholeStyles.has(markKey(mark)) ? undefined : tagOf(reader, mark, { nodes, from, to });
      const piece: AdfPiece = {
        ...blank(reader, tag === undefined ? 'hidden' : 'open', nodes[from]),
        mark,
        ...(tag === undefined ? {} : { tag }),
      };
      return piece;
    },
    stops: (mark) => mark.type === 'code',
  });
  return { kind: 'inline', pieces };
}

/** The text of a code block: to the letter. */
export function readCode(reader: Reader, nodes: readonly AdfNode[]): Unit {
  const pieces: AdfPiece[] = nodes.map((node) =>
    node.type === 'text'
      ? { ...blank(reader, 'text', node), text: node.text ?? '', node }
      : { ...blank(reader, 'hidden', node), node },
  );
  return { kind: 'code', pieces };
}

const noMarks: readonly AdfMark[] = [];

/** A piece that stands where a node stands; opening and closing tags stand where their first and last text do. */
function blank(reader: Reader, kind: Piece['kind'], node: AdfNode | undefined): Piece {
  const { start, end } = node === undefined ? { start: -1, end: -1 } : placeOf(reader.source, node);
  return { kind, start, end, text: '', literal: false, pair: -1 };
}

function leafPiece(reader: Reader, node: AdfNode, autolink: boolean): AdfPiece {
  if (node.type !== 'text') return { ...blank(reader, 'atom', node), node, atom: readAtom(reader, node) };
  const text = node.text ?? '';
  if (autolink)
    return { ...blank(reader, 'atom', node), node, atom: { name: 'autolink', label: collapse(text) } };
  return { ...blank(reader, 'text', node), node, text };
}

/** What two marks are the same by. */
export function markKey(mark: AdfMark): string {
  return mark.attrs === undefined ? mark.type : `${mark.type} ${JSON.stringify(mark.attrs)}`;
}

/** Some nodes in a row. */
interface Run {
  readonly nodes: readonly AdfNode[];
  readonly from: number;
  readonly to: number;
}

/** Of marks that end together the outer one comes first; the order is that of storage format. */
const order = [
  'link',
  'annotation',
  'textColor',
  'backgroundColor',
  'strong',
  'em',
  'underline',
  'strike',
  'subsup',
  'code',
];

function rankOf(mark: AdfMark): number {
  const rank = order.indexOf(mark.type);
  return rank === -1 ? order.length : rank;
}

const marksByType: ReadonlyMap<string, MarkName> = new Map([
  ['strong', 'strong'],
  ['em', 'em'],
  ['strike', 'strike'],
  ['code', 'code'],
  ['underline', 'underline'],
]);

/** Marks that belong to the node and say nothing about its text. */
const nodeMarks: ReadonlySet<string> = new Set(['border', 'dataConsumer', 'fragment']);

/** The tag of a mark on a row of nodes; undefined when it is not shown. */
function tagOf(reader: Reader, mark: AdfMark, run: Run): Tag | undefined {
  const name = mark.type === 'subsup' ? subsup(mark) : marksByType.get(mark.type);
  if (name !== undefined) return { syntax: 'mark', name };
  if (nodeMarks.has(mark.type)) return undefined;
  if (mark.type === 'link') return linkTag(reader, mark, run);
  if (mark.type === 'annotation') {
    const id = attributeText(mark, 'id') ?? '';
    if (reader.names.resolvedComments?.has(id) === true) return undefined;
    return { syntax: 'directive', name: 'c', handle: reader.handles.share('comment', id) };
  }
  return { syntax: 'directive', name: 's', handle: markHandle(reader, mark, run) };
}

function subsup(mark: AdfMark): MarkName {
  return attributeText(mark, 'type') === 'sup' ? 'sup' : 'sub';
}

function linkTag(reader: Reader, mark: AdfMark, run: Run): Tag | undefined {
  const url = attributeText(mark, 'href');
  if (url === undefined) return undefined;
  const tag: Tag = { syntax: 'link', name: 'link', url };
  return Object.keys(mark.attrs ?? {}).length > 1 ? { ...tag, handle: markHandle(reader, mark, run) } : tag;
}

function linkOf(node: AdfNode): AdfMark | undefined {
  return node.marks?.find((mark) => mark.type === 'link');
}

function hasMark(node: AdfNode | undefined, mark: AdfMark): boolean {
  const key = markKey(mark);
  return node?.marks?.some((own) => markKey(own) === key) === true;
}

/** Whether a text shows nothing but the address that it links to. */
function isAutolink(node: AdfNode): boolean {
  const link = linkOf(node);
  const url = link === undefined ? undefined : attributeText(link, 'href');
  return (
    url !== undefined &&
    Object.keys(link?.attrs ?? {}).length === 1 &&
    collapse(node.text ?? '') === url &&
    /^[a-z][a-z0-9+.-]*:[^\s<>]+$/i.test(url)
  );
}

/** Characters of a text that tell a mark from another like it. */
const sample = 512;

function markHandle(reader: Reader, mark: AdfMark, run: Run): Handle {
  let text = '';
  for (let at = run.from; at < run.to && text.length < sample; at += 1)
    text += run.nodes[at]?.text ?? run.nodes[at]?.type ?? '';
  return reader.handles.add(mark.type, undefined, `${JSON.stringify(mark.attrs ?? {})} ${text}`);
}

const styles: ReadonlySet<string> = new Set(['textColor', 'backgroundColor']);

/** Styles that everything visible has: they need no sign, because whatever is written there has them. */
function stylesOfAll(nodes: readonly AdfNode[]): Set<string> {
  let common: Set<string> | undefined;
  for (const node of nodes) {
    if (node.type !== 'text' || !isVisible(node.text ?? '')) continue;
    const own = (node.marks ?? noMarks).filter((mark) => styles.has(mark.type)).map(markKey);
    common = new Set(common === undefined ? own : own.filter((key) => common?.has(key)));
    if (common.size === 0) return common;
  }
  return common ?? new Set();
}
