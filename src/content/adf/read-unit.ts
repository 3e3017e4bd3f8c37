import { hideIdleTags } from '../model/idle-tags.ts';
import type { Handle, MarkName, Piece, Tag, Unit } from '../model/inline.ts';
import { collapse, isVisible } from '../model/text.ts';
import { writeJson } from './json.ts';
import { attributeText, type AdfMark, type AdfNode } from './node.ts';
import type { AdfPiece, Reader } from './reader.ts';
import { readAtom } from './read-atoms.ts';

/** Inline content as pieces: marks that several nodes in a row have become one pair of tags around them. */
export function readUnit(reader: Reader, nodes: readonly AdfNode[]): Unit {
  const wholeStyles = stylesOfAll(nodes);
  const marks = nodes.map((node) => new Map((node.marks ?? noMarks).map((mark) => [markKey(mark), mark])));
  const ends = runEnds(marks);
  const pieces: AdfPiece[] = [];
  const open: OpenMark[] = [];
  const openKeys = new Set<string>();
  const closeDownTo = (depth: number): void => {
    while (open.length > depth) {
      const last = open.pop();
      if (last === undefined) continue;
      openKeys.delete(last.key);
      closeMark(pieces, last);
    }
  };
  nodes.forEach((node, index) => {
    const own = marks[index] ?? new Map<string, AdfMark>();
    const firstGone = open.findIndex((mark) => !own.has(mark.key));
    if (firstGone !== -1) closeDownTo(firstGone);
    const missing = [...own]
      .filter(([key]) => !openKeys.has(key))
      .map(([key, mark]) => ({ mark, key, end: ends[index]?.get(key) ?? index }))
      .sort((a, b) => b.end - a.end || rankOf(a.mark) - rankOf(b.mark));
    let autolink = false;
    for (const { mark, key, end } of missing) {
      if (mark.type === 'link' && end === index && isAutolink(node)) {
        autolink = true;
        continue;
      }
      const tag = wholeStyles.has(key) ? undefined : tagOf(reader, mark, { nodes, from: index, to: end + 1 });
      open.push({ key, opener: pieces.length });
      openKeys.add(key);
      pieces.push({
        ...blank(reader, tag === undefined ? 'hidden' : 'open', node),
        mark,
        ...(tag && { tag }),
      });
    }
    pieces.push(leafPiece(reader, node, autolink));
  });
  closeDownTo(0);
  hideIdleTags(pieces);
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

interface OpenMark {
  readonly key: string;
  /** Index of the opening piece. */
  readonly opener: number;
}

function closeMark(pieces: AdfPiece[], { opener }: OpenMark): void {
  const open = pieces[opener];
  const last = pieces.at(-1);
  if (open === undefined || last === undefined) return;
  open.pair = pieces.length;
  pieces.push({
    ...open,
    kind: open.kind === 'open' ? 'close' : 'hidden',
    start: last.end,
    end: last.end,
    pair: opener,
  });
}

function blank(reader: Reader, kind: Piece['kind'], node: AdfNode): Piece {
  const { start, end } = reader.source.places.get(node) ?? { start: 0, end: 0 };
  const leaf = kind === 'text' || kind === 'atom';
  return { kind, start, end: leaf ? end : start, text: '', literal: false, pair: -1 };
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
  return mark.attrs === undefined ? mark.type : `${mark.type} ${writeJson(mark.attrs)}`;
}

/** For each node and mark, the last node of the row that has it without a gap. */
function runEnds(marks: ReadonlyArray<ReadonlyMap<string, AdfMark>>): Array<ReadonlyMap<string, number>> {
  const ends: Array<ReadonlyMap<string, number>> = [];
  let next: ReadonlyMap<string, number> = new Map();
  for (let index = marks.length - 1; index >= 0; index -= 1) {
    const own = [...(marks[index]?.keys() ?? [])];
    next = new Map(own.map((key) => [key, next.get(key) ?? index]));
    ends[index] = next;
  }
  return ends;
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

/** Whether a text shows nothing but the address that it links to. */
function isAutolink(node: AdfNode): boolean {
  const link = node.marks?.find((mark) => mark.type === 'link');
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
  return reader.handles.add(mark.type, undefined, `${writeJson(mark.attrs ?? {})} ${text}`);
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
