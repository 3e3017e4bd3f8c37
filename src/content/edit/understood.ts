import { AppError } from '../../kernel/app-error.ts';
import { renderBlocks } from '../view/render.ts';
import { expectedBlocks } from './expected.ts';
import type { Entry } from './plan.ts';
import type { Planning } from './planning.ts';
import { sameMeaning } from './same-meaning.ts';

/**
 * Gate: the blocks that a plan leads to say what was written. Where new blocks come in, Markdown may say it in another way,
 * and where a comment anchor was put back, the text has it and the writing does not. Raises `invalid_input`.
 */
export function checkUnderstood(
  planning: Planning,
  entries: readonly Entry[],
  written: readonly string[],
): void {
  if (planning.reanchored.length > 0 || hasNew(entries)) return;
  const { lines } = renderBlocks(expectedBlocks(entries), planning.handles);
  if (sameMeaning(lines, written, 'flow')) return;
  throw new AppError(
    'invalid_input',
    'The edited text cannot be told apart from the page clearly enough to apply it.',
    {
      nextStep: 'Make a smaller edit, or use insert, delete and move for whole blocks.',
      detail: `meant "${lines.join(' / ').slice(0, 300)}", written "${written.join(' / ').slice(0, 300)}"`,
    },
  );
}

function hasNew(entries: readonly Entry[]): boolean {
  return entries.some(
    (entry) => entry.kind === 'insert' || (entry.kind === 'change' && hasNew(entry.change.entries ?? [])),
  );
}
