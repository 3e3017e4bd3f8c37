import { AppError } from '../../kernel/app-error.ts';

/**
 * The error for Markdown that cannot become content: what is wrong, on which line (counted from 1; undefined where the
 * caller knows the place), and what to write instead.
 */
export function refuse(line: number | undefined, what: string, instead: string): AppError {
  const message = line === undefined ? what : `Line ${line}: ${what}`;
  return new AppError('invalid_input', message, { nextStep: instead });
}

/** Text as a message quotes it: its start, on one line. */
export function quoted(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 60 ? `"${flat.slice(0, 60)}…"` : `"${flat}"`;
}
