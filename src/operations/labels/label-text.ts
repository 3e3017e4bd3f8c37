import type { z } from 'zod';
import type { labelShape } from '../output-shapes.ts';
import { oneLine } from '../text-lines.ts';

/** `release` for a global label, `my:todo` for another. */
export function labelText({ name, prefix }: z.output<typeof labelShape>): string {
  return oneLine(prefix === 'global' || prefix === '' ? name : `${prefix}:${name}`);
}
