import type { LabelOps } from '../ports.ts';
import { contentId } from '../ids.ts';
import { toLabel } from '../labels.ts';
import type { CloudClient } from './client.ts';
import { readList } from './list.ts';
import * as schemas from './schemas.ts';

const labelList = schemas.listOf(schemas.label);

export function createLabelOps(client: CloudClient): LabelOps {
  return {
    forPage: (args, signal) =>
      readList(
        client,
        labelList,
        {
          operation: 'getPageLabels',
          path: `/pages/${contentId(args.pageId, 'pageId')}/labels`,
          subject: `page ${args.pageId}`,
          query: { prefix: args.prefix },
          paging: args,
        },
        toLabel,
        signal,
      ),

    // Only v1 adds labels; its answer pages differently, so it carries no cursor for forPage.
    async addToPage(args, signal) {
      const { value } = await client.ask(
        labelList,
        {
          operation: 'addLabelsToContent',
          path: `/content/${contentId(args.pageId, 'pageId')}/label`,
          method: 'POST',
          subject: `page ${args.pageId}`,
          body: args.labels.map(({ prefix, name }) => ({ prefix, name })),
        },
        signal,
      );
      return { items: value.results.map(toLabel) };
    },
  };
}
