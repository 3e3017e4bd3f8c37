import type { z } from 'zod';
import type { Body, BodyFormat, Version } from '../ports.ts';
import { omitAbsent } from './omit-absent.ts';
import type * as schemas from './schemas.ts';

type Links = z.output<typeof schemas.links>;

/**
 * The absolute address for people. Confluence gives it in two parts, the base once a list; where a site leaves the base
 * out, or gives something that is no web address, the connection's own site stands in.
 */
export function webUrl(
  siteUrl: string,
  base: string | null | undefined,
  path: string | null | undefined,
): string | undefined {
  if (path === null || path === undefined || path === '') return undefined;
  if (/^https?:\/\//i.test(path)) return path;
  const root = base !== null && base !== undefined && /^https?:\/\//i.test(base) ? base : siteUrl;
  return `${root.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** The same from a row's links and the links of the list it stands in. */
export function linkOf(siteUrl: string, own: Links, list?: Links): string | undefined {
  return webUrl(siteUrl, own?.base ?? list?.base, own?.webui);
}

export function toVersion(version: z.output<typeof schemas.version>): Version | undefined {
  return version === null || version === undefined ? undefined : versionOf(version);
}

/** An empty message is none. */
export function versionOf(row: NonNullable<z.output<typeof schemas.version>>): Version {
  const { number, createdAt, authorId, message, minorEdit } = row;
  return omitAbsent({ number, createdAt, authorId, message: message || undefined, minorEdit });
}

/** The body in the format asked for, or whichever is there. */
export function toBody(body: z.output<typeof schemas.body>, asked?: BodyFormat): Body | undefined {
  if (body === null || body === undefined) return undefined;
  const found = asked === undefined ? (body.storage ?? body.atlas_doc_format ?? body.view) : body[asked];
  if (found === null || found === undefined || typeof found.value !== 'string') return undefined;
  return { representation: found.representation ?? asked ?? 'storage', value: found.value };
}
