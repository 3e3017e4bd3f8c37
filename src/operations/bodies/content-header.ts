import type { CommentOutput, PageOutput } from '../output-shapes.ts';
import { oneLine } from '../text-lines.ts';

/** `page 123 "Title" v17 etag=9f3c1a2b space=ENG https://…`: one line that names a content and what an edit of it needs. */
export function contentHeader(content: (PageOutput | CommentOutput) & { etag?: string | undefined }): string {
  const { id, version, status, etag, webUrl } = content;
  const kind = 'type' in content ? (content.type ?? 'page') : 'comment';
  const title = 'title' in content ? `"${oneLine(content.title ?? '').replaceAll('"', "'")}"` : undefined;
  const space = 'spaceId' in content ? (spaceKeyOf(webUrl) ?? content.spaceId) : undefined;
  return [
    kind,
    id,
    title,
    version && `v${version.number}`,
    status && status !== 'current' && status,
    etag && `etag=${etag}`,
    space && `space=${space}`,
    webUrl,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The key stands in the address of every page; asking for the space would cost a request. */
function spaceKeyOf(webUrl: string | undefined): string | undefined {
  return /\/(?:spaces|display)\/([\w~.:@%-]+)(?:\/|$)/.exec(webUrl ?? '')?.[1];
}
