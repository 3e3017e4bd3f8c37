import type { Clock } from '../../kernel/clock.ts';

const minuteMs = 60_000;

/** Lets the first of something through, and then one a minute, with how many were kept back since. */
export function onceAMinute(clock: Clock): (say: (keptBack: number) => void) => void {
  let last = -Infinity;
  let keptBack = 0;
  return (say) => {
    const now = clock.now();
    if (now - last < minuteMs) {
      keptBack += 1;
      return;
    }
    last = now;
    say(keptBack);
    keptBack = 0;
  };
}
