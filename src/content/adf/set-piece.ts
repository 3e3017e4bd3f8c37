import { AppError } from '../../kernel/app-error.ts';
import type { Values } from '../edit/plan.ts';
import type { Piece } from '../model/inline.ts';
import { withParameter } from './extensions.ts';
import type { AdfNode } from './node.ts';
import { readAdf } from './read-document.ts';
import type { AdfPiece } from './reader.ts';

/** A thing in a line of text with other parameters or attributes, and what a reader then sees. */
export function setPiece(
  piece: AdfPiece,
  params: Values,
  attrs: Values,
): { readonly source: string; readonly shown: Piece } {
  const { node } = piece;
  if (node === undefined || piece.kind !== 'atom')
    throw new AppError('invalid_input', 'A link of this page has no attributes that can be set.', {
      nextStep: 'Edit its text or its address.',
    });
  if (params.length > 0 && node.type !== 'inlineExtension')
    throw new AppError('invalid_input', 'Only macros have parameters.', {
      nextStep: 'Use "attrs", or edit its text.',
    });
  const withParams = params.reduce((macro, [name, value]) => withParameter(macro, name, value), node);
  const source = JSON.stringify(
    attrs.reduce((thing, [name, value]) => withAttribute(thing, name, value), withParams),
  );
  const { root } = readAdf(
    `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[${source}]}]}`,
  );
  const shown = root.children[0]?.unit?.pieces.find((candidate) => candidate.kind === 'atom');
  return { source, shown: shown ?? piece };
}

function withAttribute(node: AdfNode, name: string, value: string | undefined): AdfNode {
  const isFile = node.type === 'media' || node.type === 'mediaInline';
  if (!isFile || !['alt', 'width', 'height'].includes(name))
    throw new AppError('invalid_input', `This has no "${name}" that can be set in this format.`, {
      nextStep: 'Delete it and write a new one.',
    });
  const { [name]: _before, ...others } = node.attrs ?? {};
  const number = Number(value);
  if (name !== 'alt' && value !== undefined && !(number > 0))
    throw new AppError('invalid_input', `"${name}" is a number of pixels.`, {
      nextStep: 'Give digits only.',
    });
  const set = value === undefined ? {} : { [name]: name === 'alt' ? value : number };
  return { ...node, attrs: { ...others, ...set } };
}
