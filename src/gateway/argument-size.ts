import { AppError } from '../kernel/app-error.ts';

/** Confluence refuses bodies over 5 MB (facts: confluence-api §3.1); a longer argument is refused before anything is sent. */
const maxArgumentCharacters = 5_000_000;
const maxDepth = 64;

/** Raises `too_large` for an argument that could never be accepted. Runs before anything else looks at the arguments. */
export function checkArgumentSize(args: unknown): void {
  visit(args, 'arguments', 0);
}

function visit(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.length <= maxArgumentCharacters) return;
    throw new AppError(
      'too_large',
      `${path} has ${value.length.toLocaleString('en')} characters; Confluence takes at most 5 MB.`,
      {
        nextStep: 'Split the content over several pages, or attach it as a file.',
      },
    );
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) {
    throw new AppError('too_large', `The arguments are nested deeper than ${maxDepth} levels.`, {
      nextStep: 'Send a flatter structure.',
    });
  }
  for (const [key, item] of Object.entries(value)) visit(item, `${path}.${key}`, depth + 1);
}
