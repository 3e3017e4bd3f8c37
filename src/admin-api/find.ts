import { AppError } from '../kernel/app-error.ts';

/** What was looked up, or `not_found`. */
export function found<T>(thing: T | undefined, what: string): T {
  if (thing !== undefined) return thing;
  throw new AppError('not_found', `There is no such ${what}.`, {
    nextStep: 'Check the id; it may have been removed meanwhile.',
  });
}

/** What was made, or `conflict` where its name was taken. */
export function made<T>(thing: T | undefined, message: string): T {
  if (thing !== undefined) return thing;
  throw new AppError('conflict', message, { nextStep: 'Choose another, or change the one that is there.' });
}
