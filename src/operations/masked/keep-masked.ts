import { AppError } from '../../kernel/app-error.ts';
import type { SensitiveText } from '../operation.ts';

/** The name in `allowLoss` by which a change says that masked text may go. */
const lossKind = 'masked';

/**
 * Gate: whatever is masked in a body is there after a change too, each as it was and as often; somebody who cannot see it
 * cannot rewrite it. Raises `would_lose` unless `allowLoss` has `masked`.
 */
export function requireMaskedKept(
  before: string,
  after: string,
  find: SensitiveText,
  allowLoss: readonly string[] = [],
): void {
  if (allowLoss.includes(lossKind)) return;
  const left = new Map<string, number>();
  for (const text of textsOf(after, find)) left.set(text, (left.get(text) ?? 0) + 1);
  for (const text of textsOf(before, find)) {
    const count = left.get(text) ?? 0;
    if (count === 0) throw wouldLose();
    left.set(text, count - 1);
  }
}

function textsOf(body: string, find: SensitiveText): readonly string[] {
  return find(body).map(({ start, end }) => body.slice(start, end));
}

function wouldLose(): AppError {
  return new AppError(
    'would_lose',
    'Text that is masked for you would be lost or rewritten. Nothing was written.',
    {
      nextStep: `Keep the marks where the view shows them, or name "${lossKind}" in allowLoss.`,
    },
  );
}
