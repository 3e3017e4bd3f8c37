import { AppError } from '../../kernel/app-error.ts';
import { readableFormat } from '../content-api/body-formats.ts';
import type { ContentSite } from '../content-api/content-site.ts';
import * as contentApi from '../content-api/pages.ts';
import { ownOrderOnly } from '../content-api/sorting.ts';
import { startCursor, startOf } from '../content-api/start-cursor.ts';
import { contentId } from '../ids.ts';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { Page, PageOps } from '../ports.ts';

/** Each page is a request of its own, so fewer at once than elsewhere. */
const defaultLimit = 25;
const list = 'pagesById';

/** The pages of a site; by ids, for which Cloud's older API has no list, each is read by itself. */
export function createPageOps(site: ContentSite): PageOps {
  const pages = contentApi.createPageOps(site);

  async function readIfThere(
    id: string,
    bodyFormat: Parameters<PageOps['list']>[0]['bodyFormat'],
    signal: AbortSignal,
  ) {
    try {
      return await pages.get({ id, ...(bodyFormat && { bodyFormat }) }, signal);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
      throw thrown;
    }
  }

  return {
    ...pages,
    async list(args, signal) {
      if (args.ids === undefined) return pages.list(args, signal);
      ownOrderOnly(site.dialect, args.sort, 'pages');
      readableFormat(site.dialect, args.bodyFormat);
      const ids = [...new Set(args.ids.map((id) => contentId(id)))];
      const limit = checkedLimit(args.limit) ?? defaultLimit;
      const start = startOf(list, args.cursor);
      const found = await Promise.all(
        ids.slice(start, start + limit).map((id) => readIfThere(id, args.bodyFormat, signal)),
      );
      const next = start + limit;
      return omitAbsent({
        items: found.filter((page) => page !== undefined).filter((page) => meets(page, args)),
        nextCursor: next < ids.length ? startCursor(list, next) : undefined,
      });
    },
  };
}

/** As the list of v2 filters: what is in the trash or a draft comes only where it is asked for. */
function meets(
  page: Page,
  { spaceId, title, status = ['current', 'archived'] }: Parameters<PageOps['list']>[0],
): boolean {
  return (
    (spaceId === undefined || page.spaceId === spaceId) &&
    (title === undefined || page.title.toLowerCase() === title.toLowerCase()) &&
    status.includes(page.status)
  );
}
