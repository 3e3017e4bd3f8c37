import { AppError } from '../../kernel/app-error.ts';

/**
 * Runs the content engine. What it raises quotes the page, and words of a page leave only inside the fence: they become
 * the excerpt of an error whose message is `what` (one sentence, without a full stop).
 */
export function quotePage<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof RangeError) {
      throw new AppError('too_large', `${what}: it is nested too deeply.`, {
        nextStep: 'Use a flatter structure.',
      });
    }
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, message, fields } = thrown;
    throw new AppError(code, `${what}.`, {
      excerpt: message,
      ...(fields.nextStep !== undefined && { nextStep: fields.nextStep }),
    });
  }
}
