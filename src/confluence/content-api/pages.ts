import { AppError } from '../../kernel/app-error.ts';
import { contentId } from '../ids.ts';
import type { PageOps } from '../ports.ts';
import { listOf } from '../wire-schemas.ts';
import { readableFormat, withBody } from './body-formats.ts';
import { createContent } from './create-content.ts';
import { readList } from './list.ts';
import { pageExpansion, toPage } from './mapping.ts';
import { readContent } from './read-content.ts';
import { readPage } from './read-page.ts';
import * as schemas from './schemas.ts';
import { ownOrderOnly } from './sorting.ts';
import type { ContentSite, Dialect } from './content-site.ts';
import { updateContent } from './update-content.ts';

const contentList = listOf(schemas.content);

const listing = { operation: 'listContent', kind: 'page' } as const;
const deleting = { operation: 'deleteContent', kind: 'page' } as const;

export function createPageOps(site: ContentSite): PageOps {
  const { client, spaces, dialect } = site;
  const { siteUrl } = client;
  return {
    async list(args, signal) {
      ownOrderOnly(dialect, args.sort, 'pages');
      const body = readableFormat(dialect, args.bodyFormat);
      const spaceKey =
        args.spaceId === undefined ? undefined : await spaces.keyOf(args.spaceId, signal, listing);
      const { items, ...rest } = await readList(
        client,
        contentList,
        {
          ...listing,
          query: {
            type: 'page',
            ids: args.ids?.map((id) => contentId(id)),
            spaceKey,
            title: args.title,
            status: statuses(dialect, args.status),
            expand: withBody(pageExpansion, body),
          },
          subject: 'the list of pages',
          paging: args,
        },
        (row, list) => {
          spaces.learn(row.space);
          return row.type === 'page' ? toPage(row, 'page', siteUrl, body, list) : undefined;
        },
        signal,
      );
      // By ids the site answers other types too.
      return { ...rest, items: items.filter((page) => page !== undefined) };
    },

    get: (args, signal) => readPage(site, 'page', args, signal),
    create: (args, signal) => createContent(site, 'page', args, signal),
    update: (args, signal) => updateContent(site, 'page', args, signal),

    async delete({ id, purge, draft }, signal) {
      const status = draft ? 'draft' : purge ? 'trashed' : 'current';
      const subject = draft ? `the draft of page ${id}` : purge ? `page ${id} in the trash` : `page ${id}`;
      // The address deletes comments and files as well, for good: what it is must be known first.
      await readContent(
        client,
        { id, type: 'page', status: [status], expand: '', subject, partOf: deleting },
        signal,
      );
      await client.tell(
        {
          ...deleting,
          parameters: { id },
          query: { status: status === 'current' ? undefined : status },
          subject,
        },
        signal,
      );
    },
  };
}

/** Statuses to list; those that no content has here fall away, since leaving them out changes nothing. */
function statuses(
  { name, pageStatuses }: Dialect,
  asked: readonly string[] | undefined,
): readonly string[] | undefined {
  if (asked === undefined) return undefined;
  const existing = asked.filter((status) => pageStatuses.some((known) => known === status));
  if (existing.length > 0) return existing;
  throw new AppError('invalid_input', `${name} has no pages that are ${asked.join(' or ')}.`, {
    nextStep: `Its pages are ${pageStatuses.join(', ')}.`,
  });
}
