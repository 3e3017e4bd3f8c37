import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import type { Piece } from '../model/inline.ts';
import type { Page } from './page.ts';

/** What an edit is aimed at. A heading stands for its section: itself and what follows up to the next one of its level. */
export type Target =
  | {
      readonly kind: 'blocks';
      readonly parent: Block;
      readonly from: number;
      readonly to: number;
      readonly section: boolean;
    }
  | { readonly kind: 'piece'; readonly owner: Block; readonly pieces: readonly Piece[] };

const handlePattern = /^\{?#([0-9a-z]{4,}(?:\.[0-9]+)?)\}?$/i;

/** The target that is written as a handle, a heading or the address of an image. Raises `invalid_input` for none or several. */
export function findTarget(page: Page, written: string): Target {
  const handle = handlePattern.exec(written.trim())?.[1];
  if (handle !== undefined) {
    const thing = page.index.find(handle);
    if (thing.kind === 'piece') return { kind: 'piece', owner: thing.owner, pieces: thing.pieces };
    const parent = page.index.parentOf.get(thing.block) ?? page.root;
    if (thing.block.kind === 'heading') return sectionOf(parent, parent.children.indexOf(thing.block));
    return singleBlock(parent, parent.children.indexOf(thing.block));
  }
  if (/^att:|^https?:/.test(written)) return findImage(page, written);
  return findHeading(page, written);
}

function singleBlock(parent: Block, index: number): Target {
  return { kind: 'blocks', parent, from: index, to: index + 1, section: false };
}

/** The section of the heading that is a child of `parent`. */
function sectionOf(parent: Block, index: number): Target {
  const level = parent.children[index]?.level ?? 1;
  let to = index + 1;
  while (to < parent.children.length) {
    const next = parent.children[to];
    if (next?.kind === 'heading' && (next.level ?? 1) <= level) break;
    to += 1;
  }
  return { kind: 'blocks', parent, from: index, to, section: true };
}

interface Placed {
  readonly block: Block;
  readonly parent: Block;
  readonly index: number;
}

/** Every block with what it stands in, in the order of the page. */
function* placedBlocks(root: Block): Generator<Placed> {
  const stack: Array<{ parent: Block; index: number }> = [{ parent: root, index: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const block = frame.parent.children[frame.index];
    if (block === undefined) {
      stack.pop();
      continue;
    }
    yield { block, parent: frame.parent, index: frame.index };
    frame.index += 1;
    if (block.children.length > 0) stack.push({ parent: block, index: 0 });
  }
}

function findImage(page: Page, url: string): Target {
  const found = [...placedBlocks(page.root)].filter(
    ({ block }) => block.kind === 'image' && block.url === url,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return singleBlock(only.parent, only.index);
  throw new AppError(
    'invalid_input',
    `${found.length === 0 ? 'No' : 'More than one'} image of the page shows "${url}".`,
    {
      nextStep: 'Name it by the handle that the view shows.',
    },
  );
}

function findHeading(page: Page, written: string): Target {
  const [, signs = '', rest = ''] = /^(#{0,6})\s*(.*)$/s.exec(written.trim()) ?? [];
  const wanted = plain(rest);
  const headings = [...placedBlocks(page.root)].filter(
    ({ block }) => block.kind === 'heading' && (signs === '' || block.level === signs.length),
  );
  const texts = headings.map(({ block }) => plain(headingText(page, block)));
  for (const same of [
    (text: string) => text === wanted,
    (text: string) => text.toLowerCase() === wanted.toLowerCase(),
  ]) {
    const found = headings.filter((_, index) => same(texts[index] ?? ''));
    const [only] = found;
    if (only !== undefined && found.length === 1) return sectionOf(only.parent, only.index);
    if (found.length > 1)
      throw new AppError('invalid_input', `${found.length} headings read "${wanted.slice(0, 80)}".`, {
        nextStep: 'Name the heading by its handle: read the page with ids=all.',
      });
  }
  throw new AppError('invalid_input', `The page has no heading "${wanted.slice(0, 80)}".`, {
    nextStep: 'Read the outline of the page, and name a heading as it stands there or a handle as #ab12.',
  });
}

/** The text of a heading as its line shows it. */
export function headingText(page: Page, heading: Block): string {
  const place = page.rendered.places.get(heading);
  const line = place === undefined ? '' : (page.rendered.lines[place.first] ?? '').slice(place.lead);
  return line.replace(/^#+ /, '');
}

/** Text without the signs of marks, escapes and handles. */
function plain(text: string): string {
  return text
    .replaceAll(/\s?\{#[^}]*\}/g, '')
    .replaceAll(/\\(.)/g, '$1')
    .replaceAll(/\*\*|~~|`|<\/?[a-z]+>|:[a-z]+\[|\]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Lines of the view that a target takes. */
export function linesOf(page: Page, target: Target): { from: number; to: number } {
  const blocks =
    target.kind === 'piece' ? [target.owner] : target.parent.children.slice(target.from, target.to);
  const places = blocks.flatMap((block) => page.rendered.places.get(block) ?? []);
  const from = places.reduce((least, place) => Math.min(least, place.first), Number.POSITIVE_INFINITY);
  const to = places.reduce((most, place) => Math.max(most, place.end), 0);
  if (places.length > 0) return { from, to };
  throw new AppError('invalid_input', 'The target shows nothing that could be searched.', {
    nextStep: 'Name the block around it.',
  });
}
