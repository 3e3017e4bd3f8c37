import { contentId } from '../ids.ts';
import type { Page, PageOps } from '../ports.ts';
import { bodyToWrite, readableFormat } from './body-formats.ts';
import { contentNames, type ContentSite } from './content-site.ts';
import { toPage } from './mapping.ts';
import { readContent } from './read-content.ts';
import * as schemas from './schemas.ts';

/**
 * A page or blog post written whole; a parent moves a page. Version 1 is written but once, when a draft is published: that,
 * and saving a draft, wants the space named, so the draft is read first.
 */
export async function updateContent(
  { client, spaces, dialect }: ContentSite,
  type: Page['type'],
  args: Parameters<PageOps['update']>[0],
  signal: AbortSignal,
): Promise<Page> {
  const id = contentId(args.id);
  const { title, status, version } = args;
  const parent = args.parentId === undefined ? undefined : contentId(args.parentId, 'parentId');
  const body = bodyToWrite(dialect, args.body);
  const answeredBody = readableFormat(dialect, args.bodyFormat);
  const subject = `${contentNames[type]} ${id}`;
  const ofDraft = status === 'draft' || version.number === 1;
  const draft = ofDraft
    ? await readContent(
        client,
        { id, type, status: ['draft'], expand: 'space', subject: `the draft of ${subject}` },
        signal,
      )
    : undefined;
  const row = await client.ask(
    schemas.content,
    {
      operation: 'updateContent',
      kind: type,
      parameters: { contentId: id },
      query: { status: ofDraft ? 'draft' : undefined },
      subject,
      about: 'content',
      body: {
        id,
        type,
        status,
        title,
        space: draft?.space?.key ? { key: draft.space.key } : undefined,
        ancestors: parent === undefined ? undefined : [{ id: parent }],
        body,
        version,
      },
    },
    signal,
  );
  spaces.learn(row.space);
  return {
    ...(parent !== undefined && { parentId: parent }),
    ...toPage(row, type, client.siteUrl, answeredBody),
  };
}
