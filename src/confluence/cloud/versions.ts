import type { VersionOps } from '../ports.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import { toBody, versionOf } from './mapping.ts';
import * as schemas from './schemas.ts';

const versionList = schemas.listOf(schemas.pageVersion);

export function createVersionOps(client: CloudClient): VersionOps {
  return {
    forPage: (args, signal) =>
      readList(
        client,
        versionList,
        {
          operation: 'getPageVersions',
          path: `/pages/${contentId(args.pageId, 'pageId')}/versions`,
          subject: `page ${args.pageId}`,
          query: { 'body-format': args.bodyFormat, sort: args.sort },
          paging: args,
        },
        (row) => omitAbsent({ ...versionOf(row), body: toBody(row.page?.body, args.bodyFormat) }),
        signal,
      ),
  };
}
