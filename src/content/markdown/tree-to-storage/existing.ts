import type { Atom } from '../../model/inline.ts';
import { childNamed } from '../../storage/nodes.ts';
import { relabel } from '../../storage/relabel.ts';
import { readStorage } from '../../storage/read-document.ts';
import { nodeType, scan, type StorageNode } from '../../storage/scanner.ts';
import { refuse } from '../refuse.ts';
import { takeExisting, type Writing } from './writing.ts';

/** Start and end of an existing comment anchor, style or link, to be put around new content. */
export function storedTags(
  writing: Writing,
  handle: string,
  name: string,
  line: number,
): { readonly open: string; readonly close: string } {
  const source = takeExisting(writing, handle, line, name === 'c');
  // A comment anchor may stand in several elements, all alike.
  const anchor = name === 'c' ? /^<ac:inline-comment-marker\b[^>]*>/.exec(source)?.[0] : undefined;
  if (anchor !== undefined)
    return { open: anchor.replace(/\s*\/>$/, '>'), close: '</ac:inline-comment-marker>' };
  const element = onlyElement(source);
  if (element === undefined || !fits(element, name)) throw wrongHandle(handle, name, line);
  if (element.name !== 'ac:link') return around(source, element, element.name);
  const body = childNamed(element, 'ac:link-body', 'ac:plain-text-link-body');
  const before = body === undefined ? withoutEnd(source, element) : source.slice(0, body.start);
  return { open: `${before}<ac:link-body>`, close: '</ac:link-body></ac:link>' };
}

function fits(element: StorageNode, name: string): boolean {
  if (name === 'link') return element.name === 'ac:link' || element.name === 'a';
  return element.name === 'span' || element.name === 'font';
}

function around(
  source: string,
  element: StorageNode,
  name: string,
): { readonly open: string; readonly close: string } {
  return { open: withoutEnd(source, element).slice(0, element.openEnd), close: `</${name}>` };
}

/** The element without its end tag; `<x />` becomes `<x>`. */
function withoutEnd(source: string, element: StorageNode): string {
  return element.openEnd === element.end
    ? source.slice(0, element.end).replace(/\s*\/>$/, '>')
    : source.slice(0, element.closeStart);
}

/** An existing atom where it stands now, with the label that it is given. */
export function storedAtom(writing: Writing, handle: string, atom: Atom, line: number): string {
  const source = takeExisting(writing, handle, line);
  const known = atomIn(source);
  if (known === undefined || known.name === atom.name) {
    return known === undefined || known.label === atom.label || atom.name === 'mention'
      ? source
      : relabel(source, atom);
  }
  throw wrongHandle(handle, atom.name, line);
}

/** The atom that a piece of markup is shown as; undefined for what stands as a block of its own. */
function atomIn(source: string): Atom | undefined {
  const block = readStorage(`<p>x${source}</p>`).root.children[0];
  return block?.unit?.pieces.find((piece) => piece.kind === 'atom')?.atom;
}

/** The frame of an existing container, to be put around a new body. Raises `invalid_input` when it cannot hold one. */
export function storedFrame(
  source: string,
  handle: string,
  line: number,
): { readonly open: string; readonly close: string } {
  const element = onlyElement(source);
  const adfNode = element === undefined ? undefined : childNamed(element, 'ac:adf-node');
  const body =
    element === undefined
      ? undefined
      : (childNamed(element, 'ac:rich-text-body') ??
        (adfNode === undefined ? undefined : childNamed(adfNode, 'ac:adf-content')));
  if (body !== undefined)
    return {
      open: withoutSlash(source.slice(0, body.openEnd)),
      close:
        body.openEnd === body.end
          ? `</${body.name}>${source.slice(body.end)}`
          : source.slice(body.closeStart),
    };
  throw refuse(
    line,
    `#${handle} is nothing that can hold other blocks.`,
    'Leave the {#…} out to make a new container.',
  );
}

function withoutSlash(tag: string): string {
  return tag.replace(/\s*\/>$/, '>');
}

function onlyElement(source: string): StorageNode | undefined {
  const children = scan(source).root.children.filter((child) => child.type === nodeType.element);
  return children.length === 1 ? children[0] : undefined;
}

function wrongHandle(handle: string, name: string, line: number): Error {
  return refuse(
    line,
    `#${handle} does not belong to ":${name}[…]".`,
    'Keep each handle with the thing that the view shows it on.',
  );
}
