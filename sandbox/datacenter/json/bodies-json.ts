import { storageToView } from '../../content/index.ts';
import { contentContext } from '../../model/content-context.ts';
import type { Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';

/** There is no ADF on Data Center (facts: confluence-api §14). */
export const bodyFormats = [
  'storage',
  'view',
  'export_view',
  'styled_view',
  'anonymous_export_view',
  'editor',
] as const;

export type DataCenterFormat = (typeof bodyFormats)[number];

/** A body with what it belongs to, for links and included content. */
export interface BodyOf {
  readonly storage: string;
  readonly of: { readonly id: string; readonly spaceId: string };
}

/** A body in one format; every rendering is the same HTML here. */
export function bodyText(site: Site, asker: Person, body: BodyOf, format: DataCenterFormat): string {
  return format === 'storage'
    ? body.storage
    : storageToView(body.storage, contentContext(site, asker, body.of));
}

/** The bodies of content in the formats that were expanded. */
export function bodiesJson(
  site: Site,
  asker: Person,
  body: BodyOf,
  expand: Expand,
  contentId: string,
): Record<string, unknown> {
  const given = bodyFormats.filter((format) => expand.has(format));
  return {
    ...Object.fromEntries(
      given.map((format) => [
        format,
        {
          value: bodyText(site, asker, body, format),
          representation: format,
          _expandable: {
            ...(format === 'storage' ? {} : { webresource: '' }),
            content: `/rest/api/content/${contentId}`,
          },
        },
      ]),
    ),
    _expandable: Object.fromEntries(
      bodyFormats.filter((format) => !given.includes(format)).map((format) => [format, '']),
    ),
  };
}
