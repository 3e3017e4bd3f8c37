import type { BodyFormat } from '../../confluence/ports.ts';
import { bodyText } from '../body-text.ts';
import type { OperationContext, Rendered } from '../operation.ts';
import type { PageOutput } from '../output-shapes.ts';
import { lines, rendered } from '../text-lines.ts';
import { pageDetails } from './page-text.ts';

export interface PageQuery {
  readonly id: string;
  readonly bodyFormat?: BodyFormat | undefined;
  readonly version?: number | undefined;
  readonly draft?: boolean | undefined;
}

/** One page, in one request. */
export function readPage(
  { confluence, signal }: OperationContext,
  { id, bodyFormat, version, draft }: PageQuery,
): Promise<PageOutput> {
  return confluence.pages.get(
    {
      id,
      ...(bodyFormat && { bodyFormat }),
      ...(version !== undefined && { version }),
      ...(draft !== undefined && { draft }),
    },
    signal,
  );
}

/** A page with its body if it has one, and what an update would need. */
export function renderPage(page: PageOutput, query: PageQuery): Rendered {
  const body = page.body && bodyText(page.body);
  const number = page.version?.number;
  const canUpdate = number !== undefined && query.version === undefined && page.status !== 'trashed';
  return rendered(
    `Page ${page.id}${number === undefined ? '' : `, version ${number}`}.`,
    lines(pageDetails(page), body?.text),
    lines(
      body?.note,
      canUpdate && `An update takes version.number ${page.status === 'draft' ? 1 : number + 1}.`,
    ),
  );
}
