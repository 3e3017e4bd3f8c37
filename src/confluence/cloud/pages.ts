import type { z } from 'zod';
import type { BodyFormat, Page, PageOps } from '../ports.ts';
import { contentId } from '../ids.ts';
import { linkOf } from '../web-links.ts';
import { omitAbsent } from '../omit-absent.ts';
import { queryString } from '../query.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import { toBody, toVersion } from './mapping.ts';
import * as schemas from './schemas.ts';

const pageList = schemas.listOf(schemas.page);

export function createPageOps(client: CloudClient): PageOps {
  const { siteUrl } = client;
  return {
    list: (args, signal) =>
      readList(
        client,
        pageList,
        {
          operation: 'getPages',
          path: '/pages',
          subject: 'the list of pages',
          query: {
            id: args.ids?.map((id) => contentId(id)),
            'space-id': args.spaceId === undefined ? undefined : contentId(args.spaceId, 'spaceId'),
            title: args.title,
            status: args.status,
            sort: args.sort,
            'body-format': args.bodyFormat,
          },
          paging: args,
        },
        (row, list) => toPage(row, 'page', siteUrl, args.bodyFormat, list),
        signal,
      ),

    async get(args, signal) {
      const query = queryString({
        'body-format': args.bodyFormat,
        version: args.version,
        'get-draft': args.draft === true ? true : undefined,
      });
      const request = {
        operation: 'getPageById',
        path: `/pages/${contentId(args.id)}${query}`,
        subject: pageSubject(args.id, args.version),
      } as const;
      const { value } = await client.ask(schemas.page, request, signal);
      return toPage(value, 'page', siteUrl, args.bodyFormat);
    },

    async create(args, signal) {
      const { value } = await client.ask(
        schemas.page,
        {
          operation: 'createPage',
          path: '/pages',
          method: 'POST',
          subject: `the space ${contentId(args.spaceId, 'spaceId')} or the parent of the new page`,
          about: 'content',
          body: {
            spaceId: args.spaceId,
            status: args.status ?? 'current',
            title: args.title,
            parentId: args.parentId === undefined ? undefined : contentId(args.parentId, 'parentId'),
            body: args.body,
          },
        },
        signal,
      );
      return toPage(value, 'page', siteUrl);
    },

    async update(args, signal) {
      const { value } = await client.ask(
        schemas.page,
        {
          operation: 'updatePage',
          path: `/pages/${contentId(args.id)}`,
          method: 'PUT',
          subject: pageSubject(args.id),
          about: 'content',
          body: {
            id: args.id,
            status: args.status,
            title: args.title,
            parentId: args.parentId === undefined ? undefined : contentId(args.parentId, 'parentId'),
            body: args.body,
            version: args.version,
          },
        },
        signal,
      );
      return toPage(value, 'page', siteUrl);
    },

    async delete(args, signal) {
      const query = queryString({ purge: args.purge || undefined, draft: args.draft || undefined });
      await client.tell(
        {
          operation: 'deletePage',
          path: `/pages/${contentId(args.id)}${query}`,
          method: 'DELETE',
          subject: pageSubject(args.id),
        },
        signal,
      );
    },
  };
}

function pageSubject(id: string, version?: number): string {
  return version === undefined ? `page ${id}` : `version ${version} of page ${id}`;
}

/** A page or blog post; `list` are the links of the list it stands in. */
export function toPage(
  row: z.output<typeof schemas.page>,
  type: Page['type'],
  siteUrl: string,
  bodyFormat?: BodyFormat,
  list?: z.output<typeof schemas.links>,
): Page {
  return omitAbsent({
    id: row.id,
    type,
    status: row.status,
    title: row.title ?? '',
    spaceId: row.spaceId ?? '',
    parentId: row.parentId,
    parentType: row.parentType,
    authorId: row.authorId,
    ownerId: row.ownerId,
    createdAt: row.createdAt,
    version: toVersion(row.version),
    body: toBody(row.body, bodyFormat),
    webUrl: linkOf(siteUrl, row._links, list),
  });
}
