import { AppError } from '../../kernel/app-error.ts';
import type { Values } from '../edit/plan.ts';
import type { Piece } from '../model/inline.ts';
import { setParameter } from './parameters.ts';
import { readStorage } from './read-document.ts';
import { setAttribute } from './relabel.ts';

/** Markup of a thing in a line of text with other parameters or attributes, and what a reader then sees. */
export function setPiece(
  value: string,
  piece: Piece,
  params: Values,
  attrs: Values,
): { readonly source: string; readonly shown: Piece } {
  let source = value.slice(piece.start, piece.end);
  const isMacro = /^<ac:(?:structured-)?macro\b/.test(source);
  if (params.length > 0 && !isMacro)
    throw new AppError('invalid_input', 'Only macros have parameters.', {
      nextStep: 'Use "attrs", or edit its text.',
    });
  for (const [name, setting] of params) source = setParameter(source, name, setting);
  for (const [name, setting] of attrs) source = setAttribute(source, attributeName(source, name), setting);
  const whole = piece.kind === 'open' ? `${source}x${closing(source)}` : source;
  const [first, second] = readStorage(`<p>x${whole}</p>`).root.children[0]?.unit?.pieces ?? [];
  return { source, shown: second ?? first ?? piece };
}

function attributeName(markup: string, name: string): string {
  if (name !== 'card') return `ac:${name}`;
  return markup.startsWith('<a') && !markup.startsWith('<ac:')
    ? 'data-card-appearance'
    : 'ac:card-appearance';
}

function closing(markup: string): string {
  return markup.startsWith('<ac:link') ? '</ac:link-body></ac:link>' : '</a>';
}
