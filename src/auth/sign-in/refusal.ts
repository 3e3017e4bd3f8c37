import { AppError } from '../../kernel/app-error.ts';

/** For every try that fails by what was sent (wrong, unknown, used, expired, forged): who tries learns nothing more. */
export function notSignedIn(nextStep: string, detail?: string): AppError {
  return new AppError('denied', 'Weir could not sign you in with that.', {
    nextStep,
    ...(detail !== undefined && { detail }),
  });
}
