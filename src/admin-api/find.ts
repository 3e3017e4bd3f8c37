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

/** Raises `conflict` for what the configuration file decides: a change here would be undone by the next start. */
export function notConfigured({ origin }: { readonly origin: 'config' | 'admin' }): void {
  if (origin === 'admin') return;
  throw new AppError('conflict', 'The configuration file decides this.', {
    nextStep: 'Change it there and restart; here it can only be disabled.',
  });
}
