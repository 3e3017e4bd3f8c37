import { AppError } from '../../kernel/app-error.ts';
import { hideIdleTags } from '../model/idle-tags.ts';
import type { Atom, Handle, Piece, Tag, Unit } from '../model/inline.ts';
import type { Written, WrittenAtom, WrittenTag } from '../view/written.ts';
import type { PageIndex } from './page-index.ts';

/**
 * Elements of an edited text as pieces, with written handles looked up, so that they compare with those of the page.
 * What is written without its handle and stands once in the old unit is taken to be that. Raises `invalid_input` for
 * unknown handles and for what text cannot create.
 */
export function writtenPieces(elements: readonly Written[], index: PageIndex, old: Unit): Piece[] {
  const pieces: Piece[] = [];
  const places = new Map<number, number>();
  for (let at = 0; at < elements.length; at += 1) {
    const element = elements[at];
    if (element === undefined) continue;
    places.set(at, pieces.length);
    if (element.tag !== undefined && (element.kind === 'open' || element.kind === 'close')) {
      const tag = resolveTag(element.tag, index, old);
      const linkAtom =
        element.kind === 'open' && tag.name === 'link' ? atomBehind(tag.handle, index) : undefined;
      if (linkAtom !== undefined) {
        const label = elements
          .slice(at + 1, element.pair)
          .map((inner) => inner.text)
          .join('');
        pieces.push({ ...blank('atom'), atom: { ...linkAtom, label } });
        at = element.pair;
      } else {
        pieces.push({ ...blank(element.kind), tag, pair: element.pair });
      }
    } else if (element.atom === undefined) {
      pieces.push({ ...blank('text'), text: element.text });
    } else if (element.atom.name !== 'c' && element.atom.name !== 's') {
      pieces.push({ ...blank('atom'), atom: resolveAtom(element.atom, index, old) });
    }
  }
  for (const piece of pieces) if (piece.pair !== -1) piece.pair = places.get(piece.pair) ?? -1;
  hideIdleTags(pieces);
  return pieces;
}

function blank(kind: Piece['kind']): Piece {
  return { kind, start: -1, end: -1, text: '', literal: false, pair: -1 };
}

function resolveTag(written: WrittenTag, index: PageIndex, old: Unit): Tag {
  const { written: prefix, ...tag } = written;
  if (prefix !== undefined) {
    const thing = index.find(prefix);
    const own = thing.kind === 'piece' ? thing.pieces[0] : undefined;
    const name = own?.tag?.name ?? own?.atom?.name;
    if (name !== tag.name) throw wrongHandle(prefix, tag.name, name);
    refuseAttributes(prefix, written.attributes, own?.tag?.attributes);
    return own?.tag === undefined
      ? { ...tag, handle: thing.handle }
      : { ...own.tag, ...(tag.url === undefined ? {} : { url: tag.url }) };
  }
  if (tag.syntax === 'mark') return tag;
  const same = old.pieces.filter(
    (piece) => piece.kind === 'open' && piece.tag?.name === tag.name && piece.tag.handle !== undefined,
  );
  const own = same[0]?.tag;
  if (own !== undefined && same.length === 1 && (tag.syntax === 'directive' || own.url === tag.url))
    return own;
  if (tag.syntax === 'link') return tag;
  throw new AppError('invalid_input', `":${tag.name}[…]" needs the handle that the view shows after it.`, {
    nextStep:
      tag.name === 'link'
        ? 'Write a new link to a page as [text](page:KEY/Title).'
        : tag.name === 'c'
          ? 'Keep the {#handle} of the comment anchor; new inline comments are made with the comments tool.'
          : 'Keep the {#handle} of the styled text, or leave the directive out to drop the style.',
  });
}

function atomBehind(handle: Handle | undefined, index: PageIndex): Atom | undefined {
  const thing = handle === undefined ? undefined : index.things.get(handle.id);
  return thing?.kind === 'piece' ? thing.pieces[0]?.atom : undefined;
}

function resolveAtom(written: WrittenAtom, index: PageIndex, old: Unit): Atom {
  const { written: prefix, ...atom } = written;
  if (prefix !== undefined) {
    const thing = index.find(prefix);
    const own = thing.kind === 'piece' ? thing.pieces[0]?.atom : undefined;
    if (own === undefined || own.name !== atom.name) throw wrongHandle(prefix, atom.name, own?.name);
    refuseAttributes(prefix, written.attributes, own.attributes);
    return { ...own, label: atom.label };
  }
  const same = old.pieces.filter(
    (piece) => piece.kind === 'atom' && piece.atom?.name === atom.name && piece.atom.label === atom.label,
  );
  return same[0]?.atom ?? atom;
}

/** What stands in the braces of an existing thing says what it is; writing something else there would change nothing. */
function refuseAttributes(prefix: string, written: Tag['attributes'], own: Tag['attributes']): void {
  const differs = written?.find(([name, value]) => own?.find(([key]) => key === name)?.[1] !== value);
  if (differs === undefined) return;
  throw new AppError(
    'invalid_input',
    `"${differs[0]}" of #${prefix} is not changed by writing it differently.`,
    {
      nextStep: 'Use a "set" edit, or delete the thing and write a new one.',
    },
  );
}

function wrongHandle(prefix: string, written: string, actual: string | undefined): AppError {
  return new AppError(
    'invalid_input',
    `#${prefix} is written as ":${written}[…]" but belongs to ${actual === undefined ? 'a block' : `":${actual}[…]"`}.`,
    { nextStep: 'Keep each handle with the thing that the view shows it on.' },
  );
}
