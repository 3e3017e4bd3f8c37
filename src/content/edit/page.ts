import { adfFormat } from '../adf/format.ts';
import type { Body } from '../body.ts';
import type { Block } from '../model/block.ts';
import { storageFormat } from '../storage/format.ts';
import { renderBlocks, repeatedImages, type Rendered } from '../view/render.ts';
import type { Census } from './census.ts';
import type { PageFormat, ShownNames } from './format.ts';
import { once } from '../model/once.ts';
import { indexPage, type PageIndex } from './page-index.ts';

/** A body with its blocks and its view; what is not asked for is not computed. */
export interface Page {
  readonly format: PageFormat;
  readonly value: string;
  readonly names: ShownNames;
  readonly root: Block;
  readonly handles: 'needed' | 'all';
  readonly rendered: Rendered;
  readonly repeatedImages: ReadonlySet<string>;
  readonly index: PageIndex;
  readonly census: Census;
  /** Source of the thing that a written handle means, with everything inside. Raises `invalid_input` for none. */
  readonly sourceOf: (handle: string) => string;
}

/** Reads a body. Raises `invalid_input` when it is malformed. */
export function openPage(body: Body, names: ShownNames, handles: 'needed' | 'all'): Page {
  return createPage(formatOf(body), body.value, names, handles);
}

/** Another body of the same kind. */
export function reopenPage(page: Page, value: string): Page {
  return createPage(page.format, value, page.names, page.handles);
}

function createPage(format: PageFormat, value: string, names: ShownNames, handles: 'needed' | 'all'): Page {
  const root = format.read(value, names, handles === 'all');
  const repeated = once(() => repeatedImages(root.children));
  const rendered = once(() => renderBlocks(root.children, handles, repeated()));
  const index = once(() => indexPage(root));
  const census = once(() => format.census(value, root));
  return {
    format,
    value,
    names,
    root,
    handles,
    get rendered() {
      return rendered();
    },
    get repeatedImages() {
      return repeated();
    },
    get index() {
      return index();
    },
    get census() {
      return census();
    },
    sourceOf: (handle) => sourceOf(format, value, index(), handle),
  };
}

/** The code that knows the format of a body. */
export function formatOf(body: Body): PageFormat {
  return body.format === 'adf' ? adfFormat : storageFormat;
}

function sourceOf(format: PageFormat, value: string, index: PageIndex, handle: string): string {
  const thing = index.find(handle);
  if (thing.kind === 'block') return format.copy(value, [thing.block]).source;
  return format.copyPieces(value, thing.owner, thing.pieces);
}
