import type { Target } from './operation.ts';

/** Each target once: the rows of a list mostly lie in one space, and each is judged. */
export function distinctTargets(targets: readonly Target[]): readonly Target[] {
  const known = new Map(targets.map((target) => [keyOf(target), target]));
  return [...known.values()];
}

function keyOf(target: Target): string {
  return target.kind === 'space'
    ? `space ${target.id ?? ''} ${target.key ?? ''}`
    : `${target.kind} ${target.id}`;
}
