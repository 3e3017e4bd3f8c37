import type { Target } from '../operation.ts';
import type { AttachmentOutput } from '../output-shapes.ts';
import { inParentheses, oneLine } from '../text-lines.ts';

/** One row: name, id, type and size. */
export function attachmentLine(attachment: AttachmentOutput): string {
  const { id, title, mediaType, fileSize, version, status, comment, webUrl } = attachment;
  const facts = inParentheses(
    `id ${id}`,
    mediaType,
    fileSize !== undefined && `${fileSize.toLocaleString('en')} bytes`,
    version && `version ${version.number}`,
    status && status !== 'current' && status,
  );
  return ['-', oneLine(title ?? '') || id, facts, comment && `"${oneLine(comment)}"`, webUrl]
    .filter(Boolean)
    .join(' ');
}

export function attachmentTarget({ id, pageId, blogPostId }: AttachmentOutput): Target {
  const holder = pageId ?? blogPostId;
  return { kind: 'attachment', id, ...(holder && { pageId: holder }) };
}

export function briefAttachment({ id, pageId, version }: AttachmentOutput): AttachmentOutput {
  return {
    id,
    ...(pageId && { pageId }),
    ...(version && { version: { number: version.number } }),
  };
}
