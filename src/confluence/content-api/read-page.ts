import type { Page, PageOps } from '../ports.ts';
import { readableFormat, withBody } from './body-formats.ts';
import { contentNames, publishedStatuses, type ContentSite } from './content-site.ts';
import { pageExpansion, toPage } from './mapping.ts';
import { readContent } from './read-content.ts';

/** One page or blog post in one request; with `draft` its draft, with `version` that version. A trashed one is found too. */
export async function readPage(
  { client, spaces, dialect }: ContentSite,
  type: Page['type'],
  { id, bodyFormat, version, draft }: Parameters<PageOps['get']>[0],
  signal: AbortSignal,
): Promise<Page> {
  const body = readableFormat(dialect, bodyFormat);
  const published = publishedStatuses(dialect);
  const name = `${contentNames[type]} ${id}`;
  const row = await readContent(
    client,
    {
      id,
      type,
      ...(draft
        ? { status: ['draft'], subject: `the draft of ${name}` }
        : version === undefined
          ? { status: published, subject: name }
          : {
              status: [...published.filter((status) => status !== 'trashed'), 'historical'],
              version,
              subject: `version ${version} of ${name}`,
            }),
      expand: withBody(pageExpansion, body),
    },
    signal,
  );
  spaces.learn(row.space);
  // An earlier version has an id of its own on the wire.
  return { ...toPage(row, type, client.siteUrl, body), id };
}
