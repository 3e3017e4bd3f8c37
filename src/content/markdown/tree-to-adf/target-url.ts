import { parseTarget } from '../link-target.ts';
import { refuse } from '../refuse.ts';
import type { Resolvers } from '../resolvers.ts';

/** The address of a link: ADF knows pages and files by their addresses only. Raises `invalid_input` without one. */
export function targetUrl(address: string, line: number | undefined, resolvers: Resolvers): string {
  const target = parseTarget(address, line);
  switch (target.kind) {
    case 'url':
      return target.url;
    case 'anchor':
      return `#${encodeURIComponent(target.name)}`;
    case 'page': {
      const url = resolvers.pageUrl?.(target.space, target.title);
      const anchor = target.anchor === undefined ? '' : `#${encodeURIComponent(target.anchor)}`;
      return known(url, `page "${target.title}"`, line) + anchor;
    }
    case 'blog':
      return known(
        resolvers.blogUrl?.(target.space, target.day, target.title),
        `blog post "${target.title}"`,
        line,
      );
    case 'space':
      return known(resolvers.spaceUrl?.(target.key), `space ${target.key}`, line);
    case 'content':
      return known(resolvers.contentUrl?.(target.id), `content ${target.id}`, line);
    case 'attachment':
      return known(resolvers.attachment?.(target.fileName)?.url, `file "${target.fileName}"`, line);
    default:
      return target satisfies never;
  }
}

function known(url: string | undefined, what: string, line: number | undefined): string {
  if (url !== undefined) return url;
  throw refuse(
    line,
    `This page is stored as ADF, which links by address, and none is known for the ${what}.`,
    'Check the name, or write the link with its https address.',
  );
}
