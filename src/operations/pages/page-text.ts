import type { Target } from '../operation.ts';
import type { PageOutput } from '../output-shapes.ts';
import { inParentheses, lines, oneLine } from '../text-lines.ts';

/** One row of a list. */
export function pageLine(page: PageOutput): string {
  const { id, status, spaceId, parentId, version, title = 'Untitled', webUrl } = page;
  const facts = inParentheses(
    `id ${id}`,
    spaceId && `space ${spaceId}`,
    parentId && `parent ${parentId}`,
    status && status !== 'current' && status,
    version && `version ${version.number}`,
  );
  return ['-', oneLine(title) || 'Untitled', facts, webUrl].filter(Boolean).join(' ');
}

/** Everything about one page but its body. */
export function pageDetails(page: PageOutput): string {
  const { id, type, status, title, spaceId, parentId, parentType, version, authorId, createdAt, webUrl } =
    page;
  return lines(
    `title: ${oneLine(title ?? '') || 'Untitled'}`,
    `${type ?? 'page'}: ${id}`,
    status && `status: ${status}`,
    spaceId && `space: ${spaceId}`,
    parentId && `parent: ${parentType ?? 'page'} ${parentId}`,
    version && `version: ${version.number}${changed(version)}`,
    (authorId ?? createdAt) && `created:${by(authorId, createdAt)}`,
    webUrl && `web: ${webUrl}`,
  );
}

function changed(version: NonNullable<PageOutput['version']>): string {
  const message = version.message ? ` "${oneLine(version.message)}"` : '';
  return `${by(version.authorId, version.createdAt)}${message}`;
}

/** ` by 5b1… on 2026-11-02T…`, of the parts that are there. */
export function by(authorId: string | undefined, at: string | undefined): string {
  return `${authorId ? ` by ${authorId}` : ''}${at ? ` on ${at}` : ''}`;
}

/** What a page in an answer shows: itself, in its space. */
export function pageTargets(page: PageOutput): readonly Target[] {
  return [pageTarget(page)];
}

export function pageTarget({ id, type, spaceId }: PageOutput): Target {
  return { kind: type === 'blogpost' ? 'blogpost' : 'page', id, ...(spaceId && { spaceId }) };
}
