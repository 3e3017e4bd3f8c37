import { contentId } from '../ids.ts';
import type { BodyWrite, ListFormat, Page } from '../ports.ts';
import { bodyToWrite, readableFormat, withBody } from './body-formats.ts';
import { pageExpansion, toPage } from './mapping.ts';
import * as schemas from './schemas.ts';
import { contentNames, type ContentSite } from './content-site.ts';

interface NewContent {
  readonly spaceId: string;
  readonly title?: string;
  readonly parentId?: string;
  readonly status?: 'current' | 'draft';
  readonly body?: BodyWrite;
  /** The stored body wanted in the answer. */
  readonly bodyFormat?: ListFormat;
}

/**
 * A new page or blog post, published or as a draft. A page without a parent goes under the homepage of its space, as in
 * Cloud's v2; the content API itself would put it beside the homepage.
 */
export async function createContent(
  { client, spaces, dialect }: ContentSite,
  type: Page['type'],
  { spaceId, title, parentId, status = 'current', body, bodyFormat }: NewContent,
  signal: AbortSignal,
): Promise<Page> {
  const given = parentId === undefined ? undefined : contentId(parentId, 'parentId');
  const written = bodyToWrite(dialect, body);
  const answeredBody = readableFormat(dialect, bodyFormat);
  const inTree = type === 'page' && given === undefined;
  const step = { operation: 'createContent', kind: type } as const;
  const home = inTree ? await spaces.find(spaceId, signal, step) : undefined;
  const key = home?.key ?? (await spaces.keyOf(spaceId, signal, step));
  const parent = given ?? home?.homepage?.id;
  const row = await client.ask(
    schemas.content,
    {
      ...step,
      query: {
        expand: withBody(pageExpansion, answeredBody),
        status: status === 'draft' ? status : undefined,
      },
      subject: `the space ${spaceId}${type === 'page' ? ' or the parent' : ''} of the new ${contentNames[type]}`,
      about: 'content',
      body: {
        type,
        status,
        title,
        space: { key },
        ancestors: parent ? [{ id: parent }] : undefined,
        body: written,
      },
    },
    signal,
  );
  spaces.learn(row.space);
  return toPage(row, type, client.siteUrl, answeredBody);
}
