import type { Target } from '../operations/operation.ts';

/** `page:123`, `space:ENG`: how the record names things. */
export function targetName(target: Target): string {
  if (target.kind === 'space') return `space:${target.key ?? target.id ?? '?'}`;
  return `${target.kind}:${target.id}`;
}
