import { z } from 'zod';
import type { ChangeRequest } from './change-body.ts';
import { edit } from '../../content/index.ts';

/** Arguments of an append. */
export function appendFields() {
  return {
    markdown: z.string().min(1),
    section: z.string().min(1).describe('Heading or #handle').exactOptional(),
    message: z.string().max(500).exactOptional(),
  };
}

export interface Append {
  readonly markdown: string;
  readonly section?: string;
  readonly message?: string;
}

/** New blocks at the end of whatever is there now. */
export function appendChange({ markdown, section = 'page', message }: Append): ChangeRequest {
  return {
    change: (body, options, restore) =>
      edit(body, [{ insert: { into: section, markdown: restore.fresh(markdown) } }], options),
    texts: [markdown],
    write: { message },
  };
}
