import type { z } from 'zod';
import type { Space, SpaceOps } from '../ports.ts';
import { contentId } from '../ids.ts';
import { linkOf } from '../web-links.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import * as schemas from './schemas.ts';

const spaceList = schemas.listOf(schemas.space);

export function createSpaceOps(client: CloudClient): SpaceOps {
  return {
    list: (args, signal) =>
      readList(
        client,
        spaceList,
        {
          operation: 'getSpaces',
          path: '/spaces',
          subject: 'the list of spaces',
          query: {
            ids: args.ids?.map((id) => contentId(id)),
            keys: args.keys,
            type: args.type,
            status: args.status,
            'description-format': 'plain',
          },
          paging: args,
        },
        (row, list) => toSpace(row, client.siteUrl, list),
        signal,
      ),

    async get(args, signal) {
      const { value } = await client.ask(
        schemas.space,
        {
          operation: 'getSpaceById',
          path: `/spaces/${contentId(args.id)}?description-format=plain`,
          subject: `space ${args.id}`,
        },
        signal,
      );
      return toSpace(value, client.siteUrl);
    },
  };
}

function toSpace(
  row: z.output<typeof schemas.space>,
  siteUrl: string,
  list?: z.output<typeof schemas.links>,
): Space {
  return omitAbsent({
    id: row.id,
    key: row.key,
    name: row.name,
    type: row.type,
    status: row.status,
    homepageId: row.homepageId,
    description: row.description?.plain?.value || undefined,
    createdAt: row.createdAt,
    webUrl: linkOf(siteUrl, row._links, list),
  });
}
