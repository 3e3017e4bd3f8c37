import { bodyText } from '../body-text.ts';
import { once } from '../../kernel/once.ts';
import type { Rendered } from '../operation.ts';
import { briefPage, pageShape } from '../output-shapes.ts';
import { pageDetails } from '../pages/page-text.ts';
import { lines, rendered } from '../text-lines.ts';
import { contentHeader } from './content-header.ts';
import type { ContentQuery, ReadContent } from './read-content.ts';
import { z } from 'zod';

/** A page or blog post with its body and what an edit of it needs. */
export const contentShape = once(() =>
  pageShape().extend({
    etag: z.string().optional(),
    nextCursor: z.string().optional(),
    complete: z.boolean().optional(),
  }),
);

export function briefContent(content: ReadContent): ReadContent {
  const { etag, nextCursor } = content;
  return { ...briefPage(content), ...(etag && { etag }), ...(nextCursor && { nextCursor }) };
}

/** A page or blog post for a model; `names` are those of the tools that go on from it. */
export function renderContent(content: ReadContent, query: ContentQuery, editTool: string): Rendered {
  return content.body?.representation === 'markdown'
    ? renderView(content, query, editTool)
    : renderRaw(content, query);
}

function renderView(content: ReadContent, { view, version }: ContentQuery, editTool: string): Rendered {
  const { id, type = 'page', etag, nextCursor, body } = content;
  const number = content.version?.number;
  return rendered(
    `${nameOf(type)} ${id}${number === undefined ? '' : `, version ${number}`}.`,
    `${contentHeader(content)}\n\n${body?.value || '(empty)'}`,
    lines(
      nextCursor !== undefined && `More follows: repeat the call with cursor "${nextCursor}".`,
      view === 'outline' && 'Read a part with view "section" and section "## Heading".',
      view !== 'outline' && version === undefined && `Change it with ${editTool}, etag ${etag ?? ''}.`,
    ),
  );
}

function renderRaw(page: ReadContent, query: ContentQuery): Rendered {
  const body = page.body && bodyText(page.body);
  const number = page.version?.number;
  const canUpdate = number !== undefined && query.version === undefined && page.status !== 'trashed';
  return rendered(
    `${nameOf(page.type ?? 'page')} ${page.id}${number === undefined ? '' : `, version ${number}`}${page.etag ? `, etag ${page.etag}` : ''}.`,
    lines(pageDetails(page), body?.text),
    lines(
      body?.note,
      canUpdate && `An update takes version.number ${page.status === 'draft' ? 1 : number + 1}.`,
    ),
  );
}

function nameOf(type: string): string {
  return type === 'blogpost' ? 'Blog post' : 'Page';
}
