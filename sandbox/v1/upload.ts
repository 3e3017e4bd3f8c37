import type { RouteContext } from '../http/context.ts';
import type { NewFile } from '../model/attachments.ts';
import { Refusal } from '../model/refusal.ts';
import { parseMultipart, textOfPart } from './multipart.ts';

/** The largest attachment that a site takes unless its administrator allows more. */
const mostFileBytes = 100 * 1024 * 1024;

export interface Upload {
  readonly files: readonly (NewFile & { readonly name: string })[];
}

/**
 * The files of an upload with its comment.
 * @throws Refusal `forbidden` without the XSRF header or from a browser, `unsupported-media-type`, `too-large`
 */
export async function readUpload(c: RouteContext): Promise<Upload> {
  const token = (c.req.header('x-atlassian-token') ?? '').toLowerCase();
  const browser = (c.req.header('user-agent') ?? '').startsWith('Mozilla');
  if ((token !== 'nocheck' && token !== 'no-check') || browser)
    throw new Refusal('forbidden', 'XSRF check failed');
  if (Number(c.req.header('content-length') ?? 0) > mostFileBytes) throw tooLarge();
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (body.byteLength > mostFileBytes) throw tooLarge();
  const parts = parseMultipart(c.req.header('content-type') ?? '', body);
  if (parts === null) throw new Refusal('unsupported-media-type', 'HTTP 415 Unsupported Media Type');
  const text = (name: string): string => {
    const part = parts.find((candidate) => candidate.name === name);
    return part === undefined ? '' : textOfPart(part);
  };
  const files = parts.flatMap((part) => {
    if (part.name !== 'file' || part.filename === null) return [];
    const mediaType = part.contentType?.split(';')[0]?.trim();
    const told = mediaType !== undefined && mediaType !== '' && mediaType !== 'application/octet-stream';
    return {
      name: part.filename,
      bytes: part.bytes,
      author: c.get('person').accountId,
      comment: text('comment'),
      minorEdit: text('minorEdit') === 'true',
      ...(told ? { mediaType } : {}),
    };
  });
  return { files };
}

function tooLarge(): Refusal {
  return new Refusal('too-large', `The attachment exceeds the maximum of ${mostFileBytes} bytes`);
}
