import { AppError } from '../../kernel/app-error.ts';
import type { Block } from '../model/block.ts';
import { matchingHandles } from '../model/handles.ts';
import type { Handle, Piece } from '../model/inline.ts';

/** What a handle of a page addresses: a block, or pieces of a unit. */
export type Thing =
  | { readonly kind: 'block'; readonly handle: Handle; readonly block: Block }
  | {
      readonly kind: 'piece';
      readonly handle: Handle;
      readonly owner: Block;
      readonly pieces: readonly Piece[];
    };

/** Everything on a page that has a handle. */
export interface PageIndex {
  readonly things: ReadonlyMap<string, Thing>;
  /** What each block stands in. */
  readonly parentOf: ReadonlyMap<Block, Block>;
  /** The thing that a written handle means. Raises `invalid_input` when there is none or more than one. */
  find(written: string): Thing;
}

/** How the message about a handle that the page does not have begins. */
export const unknownHandle = 'Nothing on this page has the handle';

/** Walks the blocks of a page when something is asked for. */
export function indexPage(root: Block): PageIndex {
  return new WalkedPage(root);
}

/** A class as pages are. */
class WalkedPage implements PageIndex {
  readonly #root: Block;
  #things: ReadonlyMap<string, Thing> | undefined;
  #parentOf: ReadonlyMap<Block, Block> | undefined;

  constructor(root: Block) {
    this.#root = root;
  }

  get things(): ReadonlyMap<string, Thing> {
    return (this.#things ??= thingsOf(this.#root));
  }

  get parentOf(): ReadonlyMap<Block, Block> {
    return (this.#parentOf ??= parentsIn(this.#root));
  }

  find(written: string): Thing {
    const handles = [...this.things.values()].map((thing) => thing.handle);
    const matching = matchingHandles(handles, written);
    const [only, other] = matching;
    const thing = only === undefined || other !== undefined ? undefined : this.things.get(only.id);
    if (thing !== undefined) return thing;
    throw new AppError(
      'invalid_input',
      matching.length === 0
        ? `${unknownHandle} #${written.replace(/^#/, '')}.`
        : `The handle #${written.replace(/^#/, '')} means ${matching.length} things: ${matching.map((handle) => `#${handle.shown}`).join(', ')}.`,
      { nextStep: 'Read the page again and use a handle as the view shows it.' },
    );
  }
}

function parentsIn(root: Block): Map<Block, Block> {
  const parentOf = new Map<Block, Block>();
  const stack: Block[] = [root];
  for (let block = stack.pop(); block !== undefined; block = stack.pop())
    for (const child of block.children) {
      parentOf.set(child, block);
      stack.push(child);
    }
  return parentOf;
}

/** In the order of the page. */
function thingsOf(root: Block): Map<string, Thing> {
  const things = new Map<string, Thing>();
  const stack: Block[] = [root];
  for (let block = stack.pop(); block !== undefined; block = stack.pop()) {
    if (block.handle !== undefined)
      things.set(block.handle.id, { kind: 'block', handle: block.handle, block });
    if (block.unit !== undefined) addPieces(things, block, block.unit.pieces);
    for (let index = block.children.length - 1; index >= 0; index -= 1) {
      const child = block.children[index];
      if (child !== undefined) stack.push(child);
    }
  }
  return things;
}

function addPieces(things: Map<string, Thing>, owner: Block, pieces: readonly Piece[]): void {
  pieces.forEach((piece) => {
    const handle = piece.atom?.handle ?? piece.tag?.handle;
    if (handle === undefined || piece.kind === 'close' || piece.kind === 'hidden') return;
    const close = piece.kind === 'open' ? pieces[piece.pair] : undefined;
    const own = close === undefined ? [piece] : [piece, close];
    const known = things.get(handle.id);
    if (known?.kind === 'piece') things.set(handle.id, { ...known, pieces: [...known.pieces, ...own] });
    else things.set(handle.id, { kind: 'piece', handle, owner, pieces: own });
  });
}
