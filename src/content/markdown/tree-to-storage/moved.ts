import { readStorage } from '../../storage/read-document.ts';
import { setParameter } from '../../storage/parameters.ts';
import type { Block } from '../../model/block.ts';
import { setAttribute } from '../../storage/relabel.ts';
import { inlineText } from '../../view/inline-text.ts';
import { renderBlocks } from '../../view/render.ts';
import { parseInline } from '../inline-tree.ts';
import { createReferences } from '../references.ts';
import { refuse } from '../refuse.ts';
import { plainText, type Attributes, type TreeImage } from '../tree.ts';
import { storedFrame } from './existing.ts';
import { takeExisting, type Writing } from './writing.ts';

/** What the view shows of a macro with the parameters that are written on it. */
interface Written {
  readonly line: number;
  readonly label?: string;
  readonly attributes: Attributes;
}

/**
 * An existing block as it is stored, if it shows the same as the markup made from what is written. Raises
 * `invalid_input` for one that changes while it moves: what the view does not show of it would be lost.
 */
export function movedBlock(writing: Writing, handle: string, fresh: string, line: number): string {
  const source = takeExisting(writing, handle, line);
  if (viewOf(source) === viewOf(fresh)) return source;
  throw changedWhileMoving(handle, line);
}

function changedWhileMoving(handle: string, line: number): Error {
  return refuse(
    line,
    `#${handle} is written otherwise than it is stored.`,
    'Move it as the view shows it and edit it afterwards, or leave the {#…} out to make a new one.',
  );
}

/** An existing macro without a body, with the parameters that it is given now. */
export function movedLeaf(writing: Writing, handle: string, written: Written): string {
  const source = takeExisting(writing, handle, written.line);
  return withParameters(source, handle, written);
}

/** An existing container around a new body; one whose body stays the same stays as it is stored. */
export function movedContainer(writing: Writing, handle: string, written: Written, body: string): string {
  const source = takeExisting(writing, handle, written.line);
  const { open, close } = storedFrame(source, handle, written.line);
  const fresh = open + body + close;
  return withParameters(viewOf(source) === viewOf(fresh) ? source : fresh, handle, written);
}

/** An existing image as it is stored, with the attributes that it is given now. */
export function movedImage(writing: Writing, handle: string, image: TreeImage): string {
  const source = takeExisting(writing, handle, image.line);
  const stored = readStorage(source).root.children[0];
  const caption = stored?.unit === undefined ? '' : inlineText(stored.unit.pieces, false);
  const shown = plainText(parseInline(caption, image.line, createReferences()));
  const same =
    stored?.kind === 'image' &&
    stored.url === image.url &&
    stored.name === image.alt &&
    (image.caption === undefined || plainText(image.caption) === shown);
  if (!same) throw changedWhileMoving(handle, image.line);
  return image.attributes.reduce(
    (markup, [name, value]) => setAttribute(markup, `ac:${name}`, value === '' ? undefined : value),
    source,
  );
}

function viewOf(markup: string): string {
  return renderBlocks(readStorage(markup).root.children, 'none').lines.join('\n');
}

/** Parameters that are written otherwise than the view shows them; what it cut off stays, and all where none is written. */
function withParameters(markup: string, handle: string, written: Written): string {
  const block = readStorage(markup).root.children[0];
  if (written.label !== undefined && written.label !== block?.label)
    throw changedWhileMoving(handle, written.line);
  if (written.attributes.length === 0) return markup;
  if (block === undefined) return markup;
  const before = new Map(block.attributes ?? []);
  const after = new Map(written.attributes);
  let result = markup;
  for (const [name, value] of after)
    if (before.get(name) !== value && !value.endsWith('…') && hasParameters(block))
      result = setParameter(result, name, value);
  for (const name of before.keys())
    if (!after.has(name) && hasParameters(block)) result = setParameter(result, name, undefined);
  return result;
}

function hasParameters(block: Block): boolean {
  return block.name !== 'section' && block.name !== 'cell' && block.name?.startsWith('adf') !== true;
}
