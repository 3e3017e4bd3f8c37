import type { LabelOutput } from '../output-shapes.ts';
import { oneLine } from '../text-lines.ts';

/** `release` for a global label, `my:todo` for another. */
export function labelText({ name, prefix }: LabelOutput): string {
  return oneLine(prefix === 'global' || prefix === '' ? name : `${prefix}:${name}`);
}
