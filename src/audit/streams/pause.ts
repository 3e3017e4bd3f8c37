import type { Random } from '../../kernel/random.ts';

const firstMs = 1_000;
const longestMs = 300_000;

/** Milliseconds before the next attempt after this many failures in a row: doubling, with jitter, at least as long as asked. */
export function pauseAfter(failures: number, retryAfterMs: number | undefined, random: Random): number {
  const [byte = 0] = random.bytes(1);
  const own = Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.7 + (0.6 * byte) / 255);
  return Math.round(Math.max(own, retryAfterMs ?? 0));
}
