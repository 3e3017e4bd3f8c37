import type { ListFormat } from '../../confluence/ports.ts';
import type { OperationContext } from '../operation.ts';
import { lines, oneLine } from '../text-lines.ts';
import { bodyPreview, changePreview } from '../write-preview.ts';
import { previewChange } from './change-preview.ts';
import { markdownChange, type Replacement } from './replace-body.ts';
import { storedBody } from './stored-body.ts';
import type { Content, Subject } from './subject.ts';

/** What an approver sees before a whole body is replaced. */
export async function previewReplacement<C extends Content>(
  context: OperationContext,
  subject: Subject<C>,
  replacement: Replacement,
): Promise<string> {
  const { body, number, write } = replacement;
  if (body.representation === 'markdown')
    return lines(
      await previewChange(context, subject, markdownChange(replacement)),
      write.title !== undefined && `Title: ${oneLine(write.title)}`,
      write.parentId && `Moved under: ${write.parentId}`,
    );
  const readable: ListFormat = body.representation === 'atlas_doc_format' ? body.representation : 'storage';
  const { content, value } = storedBody(await subject.read(readable), readable);
  const { title, parentId } = 'title' in content ? content : { title: undefined, parentId: undefined };
  return lines(
    `Update ${subject.name}${title === undefined ? '' : ` "${oneLine(title)}"`}${number === undefined ? '' : ` to version ${number}`}`,
    content.webUrl,
    write.title !== undefined && write.title !== title && `New title: ${oneLine(write.title)}`,
    write.parentId && write.parentId !== parentId && `Moved under: ${write.parentId}`,
    body.representation === readable ? changePreview(value, body.value) : bodyPreview(body),
  );
}
