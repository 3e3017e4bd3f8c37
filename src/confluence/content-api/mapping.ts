import { omitAbsent } from '../omit-absent.ts';
import type { Body, BodyFormat, Page, Version } from '../ports.ts';
import { linkOf } from '../web-links.ts';
import type { Links } from '../wire-schemas.ts';
import type { Content, Person } from './schemas.ts';

/** What a page or blog post must be asked for with, for `toPage` to fill every field; bodies come on top. */
export const pageExpansion = 'space,version,history,ancestors';

/** A page or blog post; `list` are the links of the list it stands in. */
export function toPage(
  row: Content,
  type: Page['type'],
  siteUrl: string,
  body?: BodyFormat,
  list?: Links,
): Page {
  const parent = row.ancestors?.at(-1);
  return omitAbsent({
    id: row.id,
    type,
    status: row.status ?? 'current',
    title: row.title ?? '',
    spaceId: row.space?.id ?? '',
    parentId: parent?.id,
    parentType: parent && (parent.type ?? 'page'),
    authorId: personId(row.history?.createdBy),
    createdAt: row.history?.createdDate,
    version: toVersion(row.version),
    body: toBody(row.body, body),
    webUrl: linkOf(siteUrl, row._links, list),
  });
}

/** Account id on Cloud, user key on Data Center; strangers and deleted accounts may have neither. */
export function personId(person: Person | null | undefined): string | undefined {
  return person?.accountId ?? person?.userKey ?? undefined;
}

/** An empty message is none. */
export function toVersion(version: Content['version']): Version | undefined {
  if (version === null || version === undefined) return undefined;
  const { number, when, by, message, minorEdit } = version;
  return omitAbsent({
    number,
    createdAt: when,
    authorId: personId(by),
    message: message || undefined,
    minorEdit,
  });
}

/** The body that was asked for; none where none was, even if the site sends one. */
export function toBody(body: Content['body'], asked: BodyFormat | undefined): Body | undefined {
  const found = asked === undefined ? undefined : body?.[asked];
  if (typeof found?.value !== 'string') return undefined;
  return { representation: found.representation ?? asked ?? 'storage', value: found.value };
}
