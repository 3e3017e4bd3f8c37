import { expect, it } from 'vitest';
import { onceAMinute } from './once-a-minute.ts';

it('lets one through a minute, and tells how many it kept back', () => {
  let now = 1_000;
  const said: number[] = [];
  const limited = onceAMinute({ now: () => now });
  const say = (keptBack: number): void => void said.push(keptBack);
  limited(say);
  limited(say);
  now += 59_999;
  limited(say);
  expect(said).toEqual([0]);
  now += 1;
  limited(say);
  now += 60_000;
  limited(say);
  expect(said).toEqual([0, 2, 0]);
});
