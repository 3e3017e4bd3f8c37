import { contentId } from '../ids.ts';
import { toLabel } from '../labels.ts';
import type { LabelOps } from '../ports.ts';
import { label, listOf } from '../wire-schemas.ts';
import type { ContentClient } from './client.ts';
import { readList } from './list.ts';

const labelList = listOf(label);

export function createLabelOps(client: ContentClient): LabelOps {
  return {
    forPage: ({ pageId, prefix, ...paging }, signal) =>
      readList(
        client,
        labelList,
        {
          operation: 'labelsOfContent',
          kind: 'page',
          parameters: { id: contentId(pageId, 'pageId') },
          query: { prefix },
          subject: `page ${pageId}`,
          paging,
        },
        toLabel,
        signal,
      ),

    async addToPage({ pageId, labels }, signal) {
      const { results } = await client.ask(
        labelList,
        {
          operation: 'addLabels',
          kind: 'page',
          parameters: { id: contentId(pageId, 'pageId') },
          subject: `page ${pageId}`,
          body: labels.map(({ prefix, name }) => ({ prefix, name })),
        },
        signal,
      );
      return { items: results.map(toLabel) };
    },
  };
}
