import { hideIdleTags } from '../model/idle-tags.ts';
import type { Atom, Handle, Piece, Tag, Unit } from '../model/inline.ts';
import { collapse, isVisible } from '../model/text.ts';
import { isSingleGlyph } from '../model/words.ts';
import { decodeText } from './entities.ts';
import { isHiddenElement, macroNames, markNames } from './names.ts';
import { attribute, attributesOf, childNamed, textOf } from './nodes.ts';
import type { Reader } from './reader.ts';
import { linkTitle, macroParameters, resourceOf, resourceText } from './resources.ts';
import { nodeType, type StorageNode } from './scanner.ts';

interface Frame {
  readonly nodes: readonly StorageNode[];
  next: number;
  /** The opening piece and the range of its end tag; -1 for the run itself. */
  readonly opener: number;
  readonly closeStart: number;
  readonly closeEnd: number;
}

/** The pieces of a run of inline nodes; no recursion, so nesting costs nothing but its length. */
export function readUnit(reader: Reader, nodes: readonly StorageNode[]): Unit {
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (only?.type === nodeType.text) return { kind: 'inline', pieces: [textPiece(reader.source, only)] };
  const pieces: Piece[] = [];
  const stack: Frame[] = [{ nodes, next: 0, opener: -1, closeStart: 0, closeEnd: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.nodes[frame.next];
    frame.next += 1;
    if (node === undefined) {
      closeFrame(pieces, frame);
      stack.pop();
    } else if (node.type === nodeType.element) {
      const inner = readElement(reader, node, pieces);
      if (inner !== undefined) stack.push(inner);
    } else {
      readText(reader.source, node, pieces);
    }
  }
  if (pieces.some(isOpening)) {
    hideWholeStyles(pieces);
    hideIdleTags(pieces);
  }
  return { kind: 'inline', pieces };
}

function isOpening({ kind }: Piece): boolean {
  return kind === 'open';
}

/** The pieces of a plain body (CDATA or text of a code macro, `pre`): text to the letter, elements hidden. */
export function readCode(reader: Reader, nodes: readonly StorageNode[]): Unit {
  const pieces: Piece[] = [];
  const stack: Frame[] = [{ nodes, next: 0, opener: -1, closeStart: 0, closeEnd: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.nodes[frame.next];
    frame.next += 1;
    if (node === undefined) {
      closeFrame(pieces, frame);
      stack.pop();
    } else if (node.type !== nodeType.element) {
      readText(reader.source, node, pieces);
    } else if (node.openEnd === node.end || node.name.includes(':')) {
      pieces.push(piece('hidden', node.start, node.end));
    } else {
      stack.push(openFrame(pieces, 'hidden', node, node, undefined));
    }
  }
  return { kind: 'code', pieces };
}

function closeFrame(pieces: Piece[], frame: Frame): void {
  const opener = pieces[frame.opener];
  if (opener === undefined) return;
  const close: Piece = { ...opener, start: frame.closeStart, end: frame.closeEnd, pair: frame.opener };
  opener.pair = pieces.length;
  pieces.push(opener.kind === 'open' ? { ...close, kind: 'close' } : close);
}

/** Opens a frame for the content of `body`, whose tags (with those of `outer` around it) become one pair of pieces. */
function openFrame(
  pieces: Piece[],
  kind: 'open' | 'hidden',
  outer: StorageNode,
  body: StorageNode,
  tag: Tag | undefined,
): Frame {
  const opener = pieces.length;
  const plain = piece(kind, outer.start, body.openEnd);
  pieces.push(tag === undefined ? plain : { ...plain, tag });
  return { nodes: body.children, next: 0, opener, closeStart: body.closeStart, closeEnd: outer.end };
}

function piece(kind: Piece['kind'], start: number, end: number): Piece {
  return { kind, start, end, text: '', literal: false, pair: -1 };
}

/** An atom; its label is what can be typed back. */
function atomPiece(node: StorageNode, atom: Atom): Piece {
  return { ...piece('atom', node.start, node.end), atom: { ...atom, label: collapse(atom.label) } };
}

function textPiece(source: string, node: StorageNode): Piece {
  const text = decodeText(source.slice(node.start, node.end));
  return { kind: 'text', start: node.start, end: node.end, text, literal: false, pair: -1 };
}

function readText(source: string, node: StorageNode, pieces: Piece[]): void {
  if (node.type === nodeType.other) {
    pieces.push(piece('hidden', node.start, node.end));
  } else if (node.type === nodeType.cdata) {
    const opener = pieces.length;
    const text = source.slice(node.openEnd, node.closeStart);
    pieces.push({
      kind: 'hidden',
      start: node.start,
      end: node.openEnd,
      text: '',
      literal: false,
      pair: opener + 2,
    });
    pieces.push({ kind: 'text', start: node.openEnd, end: node.closeStart, text, literal: true, pair: -1 });
    pieces.push({
      kind: 'hidden',
      start: node.closeStart,
      end: node.end,
      text: '',
      literal: false,
      pair: opener,
    });
  } else {
    pieces.push(textPiece(source, node));
  }
}

/** Reads an inline element: pieces for something closed, or the frame of something whose content follows. */
function readElement(reader: Reader, node: StorageNode, pieces: Piece[]): Frame | undefined {
  const { name } = node;
  const atom = (fields: Atom): undefined => {
    pieces.push(atomPiece(node, fields));
    return undefined;
  };
  const mark = markNames.get(name);
  if (mark !== undefined) return openFrame(pieces, 'open', node, node, { syntax: 'mark', name: mark });
  if (name === 'br') return atom({ name: 'br', label: '' });
  if (name === 'a') return readAnchor(reader, node, pieces);
  if (name === 'ac:link') return readLink(reader, node, pieces);
  if (name === 'ac:inline-comment-marker') return readComment(reader, node, pieces);
  if (macroNames.has(name)) return atom(inlineMacro(reader, node));
  if (name === 'ac:image') {
    const resource = resourceOf(node);
    const file = resource === undefined ? '' : resourceText(reader.source, resource);
    return atom({ name: 'img', label: file, handle: handleOf(reader, node) });
  }
  if (name === 'ac:emoticon') return atom(emoticon(reader, node));
  if (name === 'time')
    return atom({
      name: 'date',
      label: attribute(reader.source, node, 'datetime') ?? '',
      handle: handleOf(reader, node),
    });
  if (name === 'ac:placeholder')
    return atom({
      name: 'placeholder',
      label: collapse(textOf(reader.source, node)),
      handle: handleOf(reader, node),
    });
  if (name === 'at:var')
    return atom({
      name: 'var',
      label: attribute(reader.source, node, 'at:name') ?? '',
      handle: handleOf(reader, node),
    });
  if (isHiddenElement(name) || name.startsWith('ri:')) {
    pieces.push(piece('hidden', node.start, node.end));
    return undefined;
  }
  if (!name.includes(':')) {
    const style = name === 'span' || name === 'font' ? shownStyle(reader, node) : undefined;
    return openFrame(pieces, style === undefined ? 'hidden' : 'open', node, node, style);
  }
  return atom({ name: 'x', label: name, handle: handleOf(reader, node) });
}

/** The handle of something that text addresses well enough; only where every handle is wanted. */
export function quietHandle(reader: Reader, node: StorageNode): { readonly handle?: Handle } {
  return reader.everyHandle ? { handle: handleOf(reader, node, true) } : {};
}

/** A handle from `ac:macro-id`, `ac:local-id` or `local-id`, else from the content. */
export function handleOf(reader: Reader, node: StorageNode, quiet = false): Handle {
  const { source } = reader;
  const tag = source.slice(node.start, node.openEnd);
  let id: string | undefined;
  if (tag.includes('-id'))
    id =
      attribute(source, node, 'ac:macro-id') ??
      attribute(source, node, 'ac:local-id') ??
      attribute(source, node, 'local-id');
  return reader.handles.add(node.name, id, id === undefined ? source.slice(node.start, node.end) : '', quiet);
}

function readAnchor(reader: Reader, node: StorageNode, pieces: Piece[]): Frame | undefined {
  const { source } = reader;
  const attributes = attributesOf(source, node);
  const url = attributes.get('href');
  if (url === undefined) return openFrame(pieces, 'hidden', node, node, undefined);
  const card = attributes.get('data-card-appearance');
  const shown = card === undefined ? [] : [['card', card] as const];
  const onlyText = node.children.every((child) => child.type === nodeType.text);
  const text = onlyText ? collapse(textOf(source, node)) : undefined;
  const handle = attributes.size > 1 ? handleOf(reader, node) : undefined;
  if (text === url && /^[a-z][a-z0-9+.-]*:[^\s<>]+$/i.test(url)) {
    const atom: Atom = { name: handle === undefined ? 'autolink' : 'card', label: url, attributes: shown };
    pieces.push(atomPiece(node, handle === undefined ? atom : { ...atom, handle }));
    return undefined;
  }
  const tag: Tag = { syntax: 'link', name: 'link', url, attributes: shown };
  return openFrame(pieces, 'open', node, node, handle === undefined ? tag : { ...tag, handle });
}

function readLink(reader: Reader, node: StorageNode, pieces: Piece[]): Frame | undefined {
  const { source, names } = reader;
  const resource = resourceOf(node);
  const body = childNamed(node, 'ac:link-body', 'ac:plain-text-link-body');
  const handle = handleOf(reader, node);
  if (resource?.name === 'ri:user') {
    const person = resourceText(source, resource);
    const label = names.people?.get(person) ?? person;
    pieces.push(atomPiece(node, { name: 'mention', label, handle }));
    return undefined;
  }
  const title = collapse(linkTitle(source, node, resource));
  const text = body === undefined ? '' : collapse(textOf(source, body)).trim();
  if (
    body === undefined ||
    (!isVisible(text) && !body.children.some((child) => child.type === nodeType.element))
  ) {
    pieces.push(atomPiece(node, { name: 'link', label: title, handle }));
    return undefined;
  }
  const shown = text === title || title === '' ? [] : [['to', title] as const];
  return openFrame(pieces, 'open', node, body, {
    syntax: 'directive',
    name: 'link',
    handle,
    attributes: shown,
  });
}

function readComment(reader: Reader, node: StorageNode, pieces: Piece[]): Frame {
  const ref = attribute(reader.source, node, 'ac:ref') ?? '';
  if (reader.names.resolvedComments?.has(ref)) return openFrame(pieces, 'hidden', node, node, undefined);
  const handle = reader.handles.share('comment', ref);
  return openFrame(pieces, 'open', node, node, { syntax: 'directive', name: 'c', handle });
}

/** Colour is meaning; fonts, spacing and class names of pasted text are not. */
function shownStyle(reader: Reader, node: StorageNode): Tag | undefined {
  const style = attribute(reader.source, node, 'style') ?? '';
  const colour = /(?:^|;)\s*(?:background-)?color\s*:\s*([^;]+)/.exec(style)?.[1]?.trim();
  if (colour === undefined) return undefined;
  return { syntax: 'directive', name: 's', handle: handleOf(reader, node) };
}

/** A style around everything that the unit shows needs no sign: whatever is written there has it. */
function hideWholeStyles(pieces: Piece[]): void {
  if (!pieces.some((candidate) => candidate.tag?.name === 's')) return;
  const shows = (candidate: Piece): boolean =>
    candidate.kind === 'atom' || (candidate.kind === 'text' && isVisible(candidate.text));
  const first = pieces.findIndex(shows);
  const last = pieces.findLastIndex(shows);
  pieces.forEach((opener, index) => {
    if (opener.kind !== 'open' || opener.tag?.name !== 's' || index > first || opener.pair < last) return;
    const closer = pieces[opener.pair];
    if (closer !== undefined) pieces[opener.pair] = { ...closer, kind: 'hidden' };
    pieces[index] = { ...opener, kind: 'hidden' };
  });
}

function emoticon(reader: Reader, node: StorageNode): Atom {
  const attributes = attributesOf(reader.source, node);
  const fallback = attributes.get('ac:emoji-fallback') ?? '';
  if (isSingleGlyph(fallback)) return { name: 'glyph', label: fallback };
  const label = attributes.get('ac:emoji-shortname') ?? `:${attributes.get('ac:name') ?? ''}:`;
  return { name: 'emoji', label, handle: handleOf(reader, node) };
}

const parameterLimit = 120;

function inlineMacro(reader: Reader, node: StorageNode): Atom {
  const { source } = reader;
  const name = attribute(source, node, 'ac:name') ?? '';
  const parameters = macroParameters(source, node);
  const get = (wanted: string): string => parameters.find(([key]) => key === wanted)?.[1] ?? '';
  const handle = handleOf(reader, node);
  if (name === 'status') {
    const colour = get('colour') || get('color');
    return { name, label: colour === '' ? get('title') : `${get('title')}|${colour}`, handle };
  }
  if (name === 'anchor') return { name, label: get('') || get('name'), handle };
  if (name === 'jira' && get('key') !== '') return { name, label: get('key'), handle };
  const values = parameters
    .filter(([, value]) => value !== '')
    .map(([key, value]) => (key === '' ? value : `${key}=${value}`));
  const label = collapse([name, ...values].join(' '));
  return {
    name: 'macro',
    label: label.length > parameterLimit ? `${label.slice(0, parameterLimit)}…` : label,
    handle,
  };
}
