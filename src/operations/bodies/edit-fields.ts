import { versionNumberField } from '../input-fields.ts';
import { changeFields, editsField, etagField } from './body-fields.ts';
import type { ChangeRequest } from './change-body.ts';
import { newTexts, restored, toEdits, type WrittenEdits } from './edits.ts';
import { edit } from '../../content/index.ts';

/** Arguments of an edit. */
export function editFields() {
  return {
    etag: etagField(),
    edits: editsField(),
    version: versionNumberField('Version read, when the etag is over a day old').exactOptional(),
    ...changeFields(),
  };
}

interface EditInput extends Pick<ChangeRequest, 'etag' | 'version' | 'onConflict' | 'allowLoss' | 'dryRun'> {
  readonly edits: WrittenEdits;
  readonly message?: string | undefined;
}

/** Edits as a change of what was read. */
export function editChange({ edits: written, message, ...rest }: EditInput): ChangeRequest {
  const edits = toEdits(written);
  return {
    ...rest,
    change: (body, options, restore) => edit(body, restored(edits, restore), options),
    texts: newTexts(edits),
    write: { message },
  };
}
