import { AppError } from '../../kernel/app-error.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { Space, SpaceOps } from '../ports.ts';
import { linkOf } from '../web-links.ts';
import { listOf, type Links } from '../wire-schemas.ts';
import { readList } from './list.ts';
import * as schemas from './schemas.ts';
import type { ContentSite, Dialect } from './content-site.ts';
import { spaceExpansion, type SpaceRow } from './space-references.ts';

const spaceList = listOf(schemas.space);

export function createSpaceOps({ client, spaces, dialect }: ContentSite): SpaceOps {
  const { siteUrl } = client;
  return {
    async list(args, signal) {
      if (args.ids !== undefined && args.keys !== undefined) {
        throw new AppError('invalid_input', `${dialect.name} lists spaces by ids or by keys, not by both.`, {
          nextStep: 'Give ids or keys.',
        });
      }
      return readList(
        client,
        spaceList,
        {
          operation: 'listSpaces',
          kind: 'space',
          query: {
            spaceId: args.ids?.map((id) => contentId(id)),
            spaceKey: args.keys,
            type: spaceType(dialect, args.type),
            status: args.status,
            expand: spaceExpansion,
          },
          subject: 'the list of spaces',
          paging: args,
        },
        (row, list) => {
          spaces.learn(row);
          return toSpace(row, siteUrl, list);
        },
        signal,
      );
    },

    get: async ({ id }, signal) => toSpace(await spaces.find(id, signal), siteUrl),
  };
}

function spaceType({ name }: Dialect, type: string | undefined): string | undefined {
  if (type === undefined || type === 'global' || type === 'personal') return type;
  throw new AppError('invalid_input', `${name} has no spaces of the type "${type}".`, {
    nextStep: 'Its spaces are global or personal.',
  });
}

function toSpace(row: SpaceRow, siteUrl: string, list?: Links): Space {
  return omitAbsent({
    id: row.id,
    key: row.key,
    name: row.name,
    type: row.type,
    // In capitals on some versions.
    status: row.status?.toLowerCase(),
    homepageId: row.homepage?.id,
    description: row.description?.plain?.value || undefined,
    createdAt: row.creationDate,
    webUrl: linkOf(siteUrl, row._links, list),
  });
}
