import { z } from 'zod';
import { briefChange, changedPageShape, changeOutput, renderChange } from '../bodies/change-output.ts';
import { previewReplacement } from '../bodies/replace-preview.ts';
import { replaceBody, type Replacement } from '../bodies/replace-body.ts';
import { pageSubject } from '../bodies/subject.ts';
import { baseMissing, hasBase, updateFields } from '../bodies/update-fields.ts';
import { idField, type WriteBody } from '../input-fields.ts';
import { once } from '../once.ts';
import { defineOperation } from '../operation.ts';
import { pageTargets } from './page-text.ts';

const fields = once(() => ({
  ...updateFields(),
  parentId: idField('Moves the page under this one').exactOptional(),
}));

export const updatePage = defineOperation({
  name: 'confluence_update_page',
  title: 'Update page',
  description:
    'Replaces the whole body, and the title. To change parts use confluence_edit_page. Markdown is the whole view as read, and keeps what it does not show; storage, ADF and wiki replace everything. A stale version is a conflict; the old text stays as a version.',
  group: 'pages',
  action: 'update',
  effect: 'update',
  platforms: {
    cloud: ['cloud-v2 updatePage', 'cloud-v2 getPageById'],
    datacenter: ['dc update_2', 'dc getContentById'],
  },
  input: () => z.strictObject({ id: idField('Page id'), ...fields() }).refine(hasBase, baseMissing),
  grouped: () => ({
    // A client that echoes what it read sends id and spaceId along; a page never changes its space by an update.
    input: z.strictObject({
      id: idField('Page id'),
      body: z.strictObject({ ...fields(), spaceId: idField('Space id').exactOptional() }),
    }),
    toInput: ({ id, body }) => {
      const { spaceId: _, ...input } = body;
      return { id, ...input };
    },
  }),
  output: changedPageShape,
  targets: ({ id, parentId }) => [
    { kind: 'page', id },
    ...(parentId ? [{ kind: 'content', id: parentId } as const] : []),
  ],
  resultTargets: pageTargets,
  preview: (context, input) => previewReplacement(context, subjectOf(context, input), replacementOf(input)),
  run: async (context, input) =>
    changeOutput(await replaceBody(context, subjectOf(context, input), replacementOf(input))),
  brief: briefChange,
  render: (page, { id }) => renderChange(page, `page ${id}`),
});

interface Input {
  readonly id: string;
  readonly title?: string;
  readonly body: WriteBody;
  readonly etag?: string;
  readonly version?: { readonly number: number; readonly message?: string };
  readonly status: 'current' | 'draft';
  readonly parentId?: string;
  readonly allowLoss?: readonly string[];
}

/** Only what was never published becomes version 1. */
function subjectOf(context: Parameters<typeof pageSubject>[0], { id, status, version }: Input) {
  return pageSubject(context, id, { draft: status === 'draft' || version?.number === 1 });
}

function replacementOf({ title, body, etag, version, status, parentId, allowLoss }: Input): Replacement {
  return {
    body,
    etag,
    number: version?.number,
    whole: true,
    allowLoss,
    write: { title, parentId, status, message: version?.message },
  };
}
