import { adfFormat } from '../adf/format.ts';
import type { Body } from '../body.ts';
import type { Block } from '../model/block.ts';
import { storageFormat } from '../storage/format.ts';
import { renderBlocks, repeatedImages, type Rendered } from '../view/render.ts';
import type { Census } from './census.ts';
import type { PageFormat, ShownNames } from './format.ts';
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
  sourceOf(handle: string): string;
}

/** Reads a body. Raises `invalid_input` when it is malformed. */
export function openPage(body: Body, names: ShownNames, handles: 'needed' | 'all'): Page {
  return new OpenedPage(formatOf(body), body.value, names, handles);
}

/** Another body of the same kind. */
export function reopenPage(page: Page, value: string): Page {
  return new OpenedPage(page.format, value, page.names, page.handles);
}

/** A class: V8 makes a hidden class of its own for each object with getters in it, and keeps whatever they reach with it. */
class OpenedPage implements Page {
  readonly format: PageFormat;
  readonly value: string;
  readonly names: ShownNames;
  readonly root: Block;
  readonly handles: 'needed' | 'all';
  #rendered: Rendered | undefined;
  #repeatedImages: ReadonlySet<string> | undefined;
  #index: PageIndex | undefined;
  #census: Census | undefined;

  constructor(format: PageFormat, value: string, names: ShownNames, handles: 'needed' | 'all') {
    this.format = format;
    this.value = value;
    this.names = names;
    this.handles = handles;
    this.root = format.read(value, names, handles === 'all');
  }

  get rendered(): Rendered {
    return (this.#rendered ??= renderBlocks(this.root.children, this.handles, this.repeatedImages));
  }

  get repeatedImages(): ReadonlySet<string> {
    return (this.#repeatedImages ??= repeatedImages(this.root.children));
  }

  get index(): PageIndex {
    return (this.#index ??= indexPage(this.root));
  }

  get census(): Census {
    return (this.#census ??= this.format.census(this.value, this.root));
  }

  sourceOf(handle: string): string {
    const { format, value, index } = this;
    const thing = index.find(handle);
    if (thing.kind === 'block') return format.copy(value, [thing.block]).source;
    return format.copyPieces(value, thing.owner, thing.pieces);
  }
}

/** The code that knows the format of a body. */
export function formatOf(body: Body): PageFormat {
  return body.format === 'adf' ? adfFormat : storageFormat;
}
