import type { z } from 'zod';
import { omitAbsent } from './omit-absent.ts';
import type { Label } from './ports.ts';
import type { label } from './wire-schemas.ts';

export function toLabel({ id, name, prefix }: z.output<typeof label>): Label {
  return omitAbsent({ id, name, prefix });
}
