import type { RouteContext } from '../http/context.ts';
import type { NewFile } from '../model/attachments.ts';
import { Refusal } from '../model/refusal.ts';
import { parseMultipart, textOfPart } from '../v1/multipart.ts';

/** The largest attachment that a site takes unless its administrator allows more. */
const mostFileBytes = 100 * 1024 * 1024;

/** The files of an upload; comments go with them in order. @throws Refusal `unsupported-media-type`, `too-large`, `invalid` */
export async function readFiles(c: RouteContext): Promise<readonly (NewFile & { readonly name: string })[]> {
  if (Number(c.req.header('content-length') ?? 0) > mostFileBytes) throw tooLarge();
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (body.byteLength > mostFileBytes) throw tooLarge();
  const parts = parseMultipart(c.req.header('content-type') ?? '', body);
  if (parts === null) throw new Refusal('unsupported-media-type', 'HTTP 415 Unsupported Media Type');
  const texts = (name: string): string[] =>
    parts.filter((part) => part.name === name && part.filename === null).map(textOfPart);
  const comments = texts('comment');
  const files = parts.filter((part) => part.name === 'file' && part.filename !== null);
  if (files.length === 0) throw new Refusal('invalid', 'At least one file is required');
  if (comments.length > 0 && comments.length !== files.length)
    throw new Refusal('invalid', 'There must be as many comments as there are files');
  return files.map((part, index) => {
    const mediaType = part.contentType?.split(';')[0]?.trim() ?? '';
    const told = mediaType !== '' && mediaType !== 'application/octet-stream';
    return {
      name: part.filename ?? '',
      bytes: part.bytes,
      author: c.get('person').accountId,
      comment: comments[index] ?? '',
      minorEdit: (texts('minorEdit')[index] ?? texts('minorEdit')[0]) === 'true',
      ...(told ? { mediaType } : {}),
    };
  });
}

function tooLarge(): Refusal {
  return new Refusal('too-large', `The attachment exceeds the maximum of ${mostFileBytes} bytes`);
}
