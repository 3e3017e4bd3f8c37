import { AppError } from '../../kernel/app-error.ts';
import type { Change, Entry, Region } from '../edit/plan.ts';
import type { Block } from '../model/block.ts';
import { keepsSomething } from '../model/idle-tags.ts';
import { isVisible } from '../model/text.ts';
import { changeColumns } from './columns.ts';
import { check, rename, setValues } from './change-element.ts';
import { childNamed } from './nodes.ts';
import { elementOf, holderOf } from './reader.ts';
import type { Replacement } from './replacement.ts';
import { nodeType, type StorageNode } from './scanner.ts';
import { writeUnit, type UnitWriting } from './write-unit.ts';

/** The replacements that make a region of a body what its entries say. */
export function applyRegion(writing: UnitWriting, region: Region): Replacement[] {
  const replacements: Replacement[] = [];
  applyEntries(
    writing,
    region.parent,
    region.parent.children.slice(region.from, region.to),
    region.entries,
    replacements,
  );
  return replacements;
}

function applyEntries(
  writing: UnitWriting,
  parent: Block,
  old: readonly Block[],
  entries: readonly Entry[],
  replacements: Replacement[],
): void {
  const staying = new Set(
    entries.flatMap((entry) => (entry.kind === 'keep' || entry.kind === 'change' ? [entry.block] : [])),
  );
  const layout = entries.length === 0 && old.length === parent.children.length ? layoutIn(old) : undefined;
  if (layout !== undefined) {
    replacements.push({ start: layout.start, end: layout.end, text: '' });
    return;
  }
  const gone = old.filter((block) => block.kind !== 'empty' && !staying.has(block));
  for (const block of gone) replacements.push(removal(writing.source, block));
  let previous: Block | undefined;
  let pending: string[] = [];
  const flush = (next: Block | undefined): void => {
    if (pending.length > 0)
      insertBetween(writing, parent, old, previous, next, gone, pending.join(''), replacements);
    pending = [];
  };
  for (const entry of entries) {
    switch (entry.kind) {
      case 'insert':
        pending.push(entry.made.source);
        break;
      case 'move':
        pending.push(writing.source.slice(entry.block.start, entry.block.end));
        break;
      case 'keep':
        flush(entry.block);
        previous = entry.block;
        break;
      case 'change':
        flush(entry.block);
        applyChange(writing, entry.block, entry.change, replacements);
        previous = entry.block;
        break;
      default:
        entry satisfies never;
    }
  }
  flush(undefined);
}

/** The page layout that holds nothing but these blocks. */
function layoutIn([first, ...others]: readonly Block[]): StorageNode | undefined {
  const holder = first === undefined ? undefined : holderOf(first);
  return holder?.name === 'ac:layout' && others.every((block) => holderOf(block) === holder)
    ? holder
    : undefined;
}

/** The range of a block; a paragraph that holds nothing else goes with what stands in it. */
function removal(source: string, block: Block): Replacement {
  const holder = holderOf(block);
  const alone =
    holder?.name === 'p' &&
    elementOf(block) !== undefined &&
    holder.children.every(
      (child) =>
        child.start === block.start ||
        (child.type === nodeType.text &&
          !isVisible(source.slice(child.start, child.end).replaceAll('&nbsp;', ' '))),
    );
  return alone
    ? { start: holder.start, end: holder.end, text: '' }
    : { start: block.start, end: block.end, text: '' };
}

/**
 * Inserts markup where nothing, something deleted or an empty paragraph stood between two blocks that stay.
 */
function insertBetween(
  writing: UnitWriting,
  parent: Block,
  old: readonly Block[],
  previous: Block | undefined,
  next: Block | undefined,
  gone: readonly Block[],
  text: string,
  replacements: Replacement[],
): void {
  const from = previous === undefined ? 0 : old.indexOf(previous) + 1;
  const to = next === undefined ? old.length : old.indexOf(next);
  const between = old.slice(from, to);
  const replaced = between.find((block) => gone.includes(block));
  const empty =
    replaced === undefined && previous === undefined && next === undefined
      ? between.find(({ unit }) => !keepsSomething(unit?.pieces ?? []))
      : undefined;
  if (empty !== undefined) replacements.push(removal(writing.source, empty));
  const anchor = replaced ?? empty;
  if (anchor !== undefined) {
    const { start } = removal(writing.source, anchor);
    place(anchor, start, 'before', text, replacements);
  } else if (previous !== undefined) {
    place(previous, previous.end, 'after', text, replacements);
  } else if (next !== undefined) {
    place(next, next.start, 'before', text, replacements);
  } else {
    fill(writing, parent, text, replacements);
  }
}

const textElements: ReadonlySet<string> = new Set([
  'p',
  'span',
  'strong',
  'em',
  'a',
  'u',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);

/** Inserts beside a block, outside of paragraphs and other text elements that it may stand in. */
function place(
  beside: Block,
  position: number,
  side: 'before' | 'after',
  text: string,
  replacements: Replacement[],
): void {
  let holder = holderOf(beside);
  let at = position;
  while (holder !== undefined && textElements.has(holder.name)) {
    at = side === 'after' ? holder.end : holder.start;
    holder = holder.parent;
  }
  replacements.push({ start: at, end: at, text });
}

/** Inserts into a block that holds nothing yet. */
function fill(writing: UnitWriting, parent: Block, text: string, replacements: Replacement[]): void {
  const element = elementOf(parent);
  if (element !== undefined && element.openEnd === element.end && parent.kind !== 'document') {
    const tag = writing.source.slice(element.start, element.end).replace(/\s*\/>$/, '>');
    replacements.push({ start: element.start, end: element.end, text: `${tag}${text}</${element.name}>` });
    return;
  }
  if (
    parent.kind === 'container' &&
    parent.innerStart === element?.openEnd &&
    childNamed(element, 'ac:rich-text-body') !== undefined
  )
    throw cannotFill();
  replacements.push({ start: parent.innerEnd, end: parent.innerEnd, text });
}

function cannotFill(): AppError {
  return new AppError('invalid_input', 'This block cannot take content.', {
    nextStep: 'Insert before or after it.',
  });
}

function applyChange(writing: UnitWriting, block: Block, change: Change, replacements: Replacement[]): void {
  const element = elementOf(block);
  if (change.unit !== undefined) applyUnit(writing, block, element, change.unit, replacements);
  if (change.level !== undefined) rename(block, element, change.level, replacements);
  if (change.checked !== undefined) check(element, change.checked, replacements);
  if (change.values !== undefined && element !== undefined)
    setValues(writing.source, block, element, change.values, replacements);
  if (change.piece !== undefined) {
    const { piece, source } = change.piece;
    replacements.push({ start: piece.start, end: piece.end, text: source });
  }
  if (change.columns !== undefined && element !== undefined)
    replacements.push(...changeColumns(writing.source, element, change.columns));
  if (change.entries !== undefined)
    applyEntries(writing, block, block.children, change.entries, replacements);
}

function applyUnit(
  writing: UnitWriting,
  block: Block,
  element: StorageNode | undefined,
  plan: NonNullable<Change['unit']>,
  replacements: Replacement[],
): void {
  const unit = block.unit ?? { kind: 'inline', pieces: [] };
  const written = writeUnit(writing, unit, plan, block.innerStart);
  if (unit.pieces.length > 0 || element === undefined) {
    for (const replacement of written) replacements.push(replacement);
    return;
  }
  const text = written.map((replacement) => replacement.text).join('');
  if (block.kind === 'image') addCaption(element, text, replacements);
  else if (block.kind === 'fence') addCode(writing, element, text, replacements);
  else fill(writing, block, text, replacements);
}

function addCaption(image: StorageNode, text: string, replacements: Replacement[]): void {
  const known = childNamed(image, 'ac:caption');
  const caption = `<ac:caption><p>${text}</p></ac:caption>`;
  if (known !== undefined) {
    replacements.push({ start: known.start, end: known.end, text: caption });
  } else if (image.openEnd === image.end) {
    throw cannotFill();
  } else {
    const last = image.children.find((child) => child.name.startsWith('ri:'));
    const at = last?.end ?? image.closeStart;
    replacements.push({ start: at, end: at, text: caption });
  }
}

/** The body of a code macro that has none yet; the text is already escaped as text. */
function addCode(writing: UnitWriting, macro: StorageNode, text: string, replacements: Replacement[]): void {
  const body = childNamed(macro, 'ac:plain-text-body') ?? macro;
  if (body.openEnd === body.end) {
    const tag = writing.source.slice(body.start, body.end).replace(/\s*\/>$/, '>');
    replacements.push({ start: body.start, end: body.end, text: `${tag}${text}</${body.name}>` });
  } else {
    replacements.push({ start: body.openEnd, end: body.openEnd, text });
  }
}
