import { AppError } from '../../kernel/app-error.ts';
import type { Body } from '../body.ts';
import type { Block } from '../model/block.ts';
import { storageFormat } from '../storage/format.ts';
import { renderBlocks, repeatedImages, type Rendered } from '../view/render.ts';
import type { PageFormat, ShownNames } from './format.ts';
import { indexPage, type PageIndex } from './page-index.ts';

/** A body that is being edited, with its view. */
export interface Page {
  readonly format: PageFormat;
  readonly value: string;
  readonly root: Block;
  readonly handles: 'needed' | 'all';
  readonly rendered: Rendered;
  readonly repeatedImages: ReadonlySet<string>;
  readonly index: PageIndex;
  /** Source of the thing that a written handle means, with everything inside. Raises `invalid_input` for none. */
  readonly sourceOf: (handle: string) => string;
}

/** Reads a body and renders its view. Raises `invalid_input` when the body is malformed. */
export function openPage(body: Body, names: ShownNames, handles: 'needed' | 'all'): Page {
  const format = formatOf(body);
  const root = format.read(body.value, names, handles === 'all');
  const index = indexPage(root);
  return {
    format,
    value: body.value,
    root,
    handles,
    rendered: renderBlocks(root.children, handles),
    repeatedImages: repeatedImages(root.children),
    index,
    sourceOf: (handle) => sourceOf(format, body.value, index, handle),
  };
}

export function formatOf(body: Body): PageFormat {
  if (body.format === 'storage') return storageFormat;
  throw new AppError('invalid_input', 'ADF bodies cannot be edited as Markdown yet.', {
    nextStep: 'Ask for the storage format of the page.',
  });
}

function sourceOf(format: PageFormat, value: string, index: PageIndex, handle: string): string {
  const thing = index.find(handle);
  if (thing.kind === 'block') return format.copy(value, [thing.block]).source;
  return format.copyPieces(value, thing.owner, thing.pieces);
}
