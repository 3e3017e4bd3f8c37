import type { Block } from '../model/block.ts';
import type { Piece, Tag, Unit } from '../model/inline.ts';
import { once } from '../../kernel/once.ts';
import { tagKey } from '../model/tokens.ts';
import { splitWords } from '../model/words.ts';
import { nest, type Leaf } from './nesting.ts';

/**
 * The page with its formatting written the one way that ADF can hold it: marks in a fixed order, none on atoms, none but links and
 * comments on code, and no small text. Two pages that are the same in ADF are the same after it, however their text was written.
 */
export function canonicalPage(block: Block): Block {
  return {
    ...block,
    ...(block.unit?.kind === 'inline' ? { unit: canonicalUnit(block.unit) } : {}),
    children: block.children.map(canonicalPage),
  };
}

const order = ['link', 'c', 's', 'strong', 'em', 'underline', 'strike', 'sub', 'sup', 'code'];

function canonicalUnit(unit: Unit): Unit {
  const leaves: Array<Leaf<Tag>> = [];
  const open: Tag[] = [];
  for (const piece of unit.pieces) {
    if (piece.kind === 'open' && piece.tag !== undefined) open.push(asHeld(piece.tag));
    else if (piece.kind === 'close') open.pop();
    else if (piece.kind === 'text') appendTexts(leaves, piece, layersOf(open));
    else if (piece.kind === 'atom') leaves.push(atomLeaf(piece, open));
  }
  const pieces = nest(leaves, {
    rank: (tag) => order.indexOf(tag.name),
    open: (tag) => ({ kind: 'open', start: -1, end: -1, text: '', literal: false, pair: -1, tag }),
    stops: (tag) => tag.name === 'code',
  });
  return { kind: 'inline', pieces };
}

const besideCode: ReadonlySet<string> = new Set(['code', 'link', 'c']);

/** ADF has no keyboard input; it is code there. */
function asHeld(tag: Tag): Tag {
  return tag.syntax === 'mark' && tag.name === 'kbd' ? { ...tag, name: 'code' } : tag;
}

function layersOf(open: readonly Tag[]): Map<string, Tag> {
  const code = open.some((tag) => tag.name === 'code');
  const allowed = open.filter((tag) => tag.name !== 'small' && (!code || besideCode.has(tag.name)));
  return new Map(allowed.map((tag) => [`${tagKey(tag, true)} ${tag.url ?? ''}`, tag]));
}

/** An address that shows itself is text, everything else takes no formatting of its own. */
function atomLeaf(piece: Piece, open: readonly Tag[]): Leaf<Tag> {
  const own = { ...piece, pair: -1 };
  return piece.atom?.name === 'autolink'
    ? { piece: own, layers: layersOf(open.filter((tag) => tag.syntax !== 'link')), transparent: false }
    : { piece: own, layers: new Map(), transparent: true };
}

/** Made when it is needed: see `splitWords`. */
const emoji = once(() => /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?)$/v);
const maybeEmoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** An emoji in a text may be a node of its own in the other page, so it takes no formatting either. */
function appendTexts(leaves: Array<Leaf<Tag>>, piece: Piece, layers: ReadonlyMap<string, Tag>): void {
  if (!maybeEmoji.test(piece.text)) {
    appendText(leaves, piece, layers);
    return;
  }
  for (const { text } of splitWords(piece.text)) {
    if (emoji().test(text))
      leaves.push({
        piece: { ...piece, kind: 'atom', text: '', atom: { name: 'glyph', label: text } },
        layers: new Map(),
        transparent: true,
      });
    else appendText(leaves, { ...piece, text }, layers);
  }
}

/** Texts with the same around them are one. */
function appendText(leaves: Array<Leaf<Tag>>, piece: Piece, layers: ReadonlyMap<string, Tag>): void {
  const last = leaves.at(-1);
  const same =
    last?.piece.kind === 'text' &&
    last.layers.size === layers.size &&
    [...layers.keys()].every((key) => last.layers.has(key));
  if (same)
    leaves[leaves.length - 1] = { ...last, piece: { ...last.piece, text: last.piece.text + piece.text } };
  else leaves.push({ piece: { ...piece, literal: false, pair: -1 }, layers, transparent: false });
}
