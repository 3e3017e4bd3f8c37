import { renderContent } from '../bodies/body-output.ts';
import { readContent, type ContentQuery, type ReadContent } from '../bodies/read-content.ts';
import { pageSubject } from '../bodies/subject.ts';
import type { OperationContext, Rendered } from '../operation.ts';

/** One page with its body as it was asked for, in one request. */
export function readPage(context: OperationContext, query: ContentQuery): Promise<ReadContent> {
  const { id, version, draft } = query;
  return readContent(context, pageSubject(context, id, { draft }), query, (bodyFormat) =>
    context.confluence.pages.get(
      {
        id,
        ...(bodyFormat && { bodyFormat }),
        ...(version !== undefined && { version }),
        ...(draft !== undefined && { draft }),
      },
      context.signal,
    ),
  );
}

/** A page with its body if it has one, and what an edit would need. */
export function renderPage(page: ReadContent, query: ContentQuery): Rendered {
  return renderContent(page, query, 'confluence_edit_page');
}
