import { z } from 'zod';
import { newStatusField, titleField, versionNumberField, writeBodyField } from '../input-fields.ts';
import { once } from '../once.ts';
import { allowLossField, etagField } from './body-fields.ts';

/** Arguments of an update of a page or blog post. */
export function updateFields() {
  return {
    title: titleField().describe('Default: as it is').exactOptional(),
    body: writeBodyField(),
    etag: etagField().describe('Instead of version: merges').exactOptional(),
    version: versionField(),
    status: newStatusField(),
    allowLoss: allowLossField(),
  };
}

const versionField = once(() =>
  z
    .strictObject({
      number: versionNumberField('The current number + 1 (a draft: 1)'),
      message: z.string().max(500).exactOptional(),
    })
    .exactOptional(),
);

interface Based {
  readonly etag?: string;
  readonly version?: object;
}

/** An update says what its writer has read: whoever read nothing would overwrite blindly. */
export function hasBase({ etag, version }: Based): boolean {
  return etag !== undefined || version !== undefined;
}

export const baseMissing = {
  path: ['version'],
  error: 'give version.number (the current number + 1) or the etag of what you read',
};
