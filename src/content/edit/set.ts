import { AppError } from '../../kernel/app-error.ts';
import type { SetEdit } from './edits.ts';
import type { Page } from './page.ts';
import type { Region, Values } from './plan.ts';
import { changeRegion } from './structure.ts';
import { findTarget } from './targets.ts';

/** Attributes that a `set` edit may give, by what they belong to. */
const settable: Readonly<Record<string, readonly string[]>> = {
  image: ['alt', 'width', 'height', 'align', 'layout', 'title', 'border'],
  table: ['width', 'layout'],
  list: ['start'],
  img: ['alt', 'width', 'height', 'align', 'title'],
  card: ['card'],
  link: ['card'],
};

/** Regions of a `set` edit: parameters of a macro, attributes of an image and the like, the state of a task. */
export function planSet(page: Page, set: SetEdit): Region[] {
  const target = findTarget(page, set.target);
  const params = valuesOf(set.params);
  const attrs = valuesOf(set.attrs);
  if (target.kind === 'piece') {
    const [piece] = target.pieces;
    if (piece === undefined || set.checked !== undefined) throw nothingToSet(set.target);
    checkAttributes(piece.atom?.name ?? piece.tag?.name ?? '', attrs, set.target);
    const { source, shown } = page.format.setPiece(page.value, piece, params, attrs);
    return [changeRegion(page, target.owner, { piece: { piece, source, shown } })];
  }
  const block = target.parent.children[target.from];
  if (block === undefined) throw nothingToSet(set.target);
  checkAttributes(block.kind, attrs, set.target);
  const isMacro = block.kind === 'container' || block.kind === 'leaf' || block.kind === 'fence';
  if ((params.length > 0 && !isMacro) || (set.checked !== undefined && block.checked === undefined))
    throw nothingToSet(set.target);
  const values = isMacro ? params : attrs;
  return [
    changeRegion(page, block, {
      ...(values.length === 0 ? {} : { values }),
      ...(set.checked === undefined ? {} : { checked: set.checked }),
    }),
  ];
}

/** Values as pairs; the name `default` is that of the parameter without a name. */
function valuesOf(values: Readonly<Record<string, string | null>> | undefined): Values {
  return Object.entries(values ?? {}).map(([name, value]) => [
    name === 'default' ? '' : name,
    value ?? undefined,
  ]);
}

function checkAttributes(kind: string, attrs: Values, target: string): void {
  const known = settable[kind] ?? [];
  const unknown = attrs.find(([name]) => !known.includes(name));
  if (unknown === undefined) return;
  throw new AppError('invalid_input', `"${target}" has no attribute "${unknown[0]}" that can be set.`, {
    nextStep: known.length === 0 ? 'Set parameters with "params".' : `It has: ${known.join(', ')}.`,
  });
}

function nothingToSet(target: string): AppError {
  return new AppError('invalid_input', `"${target}" does not have what is to be set.`, {
    nextStep: 'Use "params" for macros, "attrs" for images, tables and lists, "checked" for tasks.',
  });
}
