import { AppError } from '../../kernel/app-error.ts';
import { omitAbsent } from '../omit-absent.ts';
import { checkedLimit } from '../pagination.ts';
import type { VersionOps } from '../ports.ts';
import { readableFormat, withBody } from './body-formats.ts';
import { publishedStatuses, type ContentSite } from './content-site.ts';
import { toBody, toVersion } from './mapping.ts';
import { readContent } from './read-content.ts';
import { startCursor, startOf } from './start-cursor.ts';
import type * as schemas from './schemas.ts';

/** Each earlier version is a request of its own, so fewer at once than elsewhere. */
const defaultLimit = 10;
const list = 'versions';

export function createVersionOps({ client, dialect }: Pick<ContentSite, 'client' | 'dialect'>): VersionOps {
  return {
    /**
     * Newest first unless sorted otherwise. The content API lists no versions with bodies; each is read by its
     * number, from the current one's down. Numbers whose version somebody removed are left out.
     */
    async forPage({ pageId: id, bodyFormat, sort, limit, cursor }, signal) {
      const body = readableFormat(dialect, bodyFormat);
      const expand = withBody('version', body);
      const rows = checkedLimit(limit) ?? defaultLimit;
      const passed = startOf(list, cursor);

      const subject = `page ${id}`;
      const current = await readContent(
        client,
        { id, type: 'page', status: publishedStatuses(dialect), expand, subject },
        signal,
      );
      const last = current.version?.number ?? 0;

      const read = async (version: number): Promise<schemas.Content | undefined> => {
        if (version === last) return current;
        const question = { id, type: 'page', status: ['historical'], expand, version } as const;
        return readContent(
          client,
          { ...question, subject: `version ${version} of page ${id}` },
          signal,
        ).catch(absent);
      };
      const wanted = numbers(last, passed, rows, sort === 'modified-date');
      const found = await Promise.all(wanted.map(read));
      const items = found.flatMap((row) => {
        const version = toVersion(row?.version);
        return version === undefined ? [] : [omitAbsent({ ...version, body: toBody(row?.body, body) })];
      });
      const next = passed + rows;
      return omitAbsent({ items, nextCursor: next < last ? startCursor(list, next) : undefined });
    },
  };
}

/** The version numbers of one page of the list, after those that were passed. */
function numbers(last: number, passed: number, rows: number, oldestFirst: boolean): number[] {
  const count = Math.max(0, Math.min(rows, last - passed));
  return Array.from({ length: count }, (_, index) =>
    oldestFirst ? passed + index + 1 : last - passed - index,
  );
}

function absent(thrown: unknown): undefined {
  if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
  throw thrown;
}
