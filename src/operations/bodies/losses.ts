import { type Body, type Census, census, compareCensus } from '../../content/index.ts';
import { AppError } from '../../kernel/app-error.ts';

/**
 * What a body no longer has of another: macros, comment anchors, mentions, files, tasks, links. Confluence gives ids to
 * what comes without, so things of one kind and name stand for each other. Nothing where either cannot be read.
 */
export function lossesBetween(before: Body, after: Body): readonly string[] {
  const [old, now] = [censusOf(before), censusOf(after)];
  if (!old || !now) return [];
  const balance = new Map<string, number>();
  for (const { kind, key, by } of compareCensus(old, now)) {
    const name = kind === 'macro' ? `macro ${key.split(' ', 1)[0] ?? ''}` : `${kind} ${key}`.trim();
    const shown = kind === 'task' ? 'task' : name;
    balance.set(shown, (balance.get(shown) ?? 0) + by);
  }
  return [...balance]
    .filter(([, by]) => by < 0)
    .map(([name, by]) => (by < -1 ? `${name} (${-by} times)` : name));
}

/** Written bodies may be anything; what cannot be read cannot be counted. */
function censusOf(body: Body): Census | undefined {
  try {
    return census(body);
  } catch (thrown) {
    if (thrown instanceof AppError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
