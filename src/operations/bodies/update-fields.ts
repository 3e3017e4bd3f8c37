import { z } from 'zod';
import {
  newStatusField,
  titleField,
  versionNumberField,
  writeBodyField,
  type WriteBody,
} from '../input-fields.ts';
import { once } from '../../kernel/once.ts';
import { allowLossField, etagField } from './body-fields.ts';
import type { Replacement } from './replace-body.ts';

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

interface Update {
  readonly title?: string;
  readonly body: WriteBody;
  readonly etag?: string;
  readonly version?: { readonly number: number; readonly message?: string };
  readonly status: 'current' | 'draft';
  readonly parentId?: string;
  readonly allowLoss?: readonly string[];
}

/** An update says what its writer has read: whoever read nothing would overwrite blindly. */
export function hasBase({ etag, version }: Pick<Update, 'etag' | 'version'>): boolean {
  return etag !== undefined || version !== undefined;
}

export const baseMissing = {
  path: ['version'],
  error: 'give version.number (the current number + 1) or the etag of what you read',
};

/** Whether an update is one of a draft: only what was never published becomes version 1. */
export function isOfDraft({ status, version }: Pick<Update, 'status' | 'version'>): boolean {
  return status === 'draft' || version?.number === 1;
}

export function replacementOf({
  title,
  body,
  etag,
  version,
  status,
  parentId,
  allowLoss,
}: Update): Replacement {
  return {
    body,
    etag,
    number: version?.number,
    whole: true,
    allowLoss,
    write: { title, parentId, status, message: version?.message },
  };
}
