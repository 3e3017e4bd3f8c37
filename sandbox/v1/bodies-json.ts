import type { Content, Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';
import { bodyIn, singleFormats } from '../model/body-in.ts';
import type { Expand } from './expand.ts';

const formats = [...singleFormats, 'editor2', 'dynamic'] as const;

/** The bodies of content in the formats that were expanded. */
export function bodiesJson(
  site: Site,
  asker: Person,
  content: Content,
  expand: Expand,
): Record<string, unknown> {
  const given = singleFormats.filter((format) => expand.has(format));
  const kept = { storage: content.storage, adf: content.adf, of: content };
  return {
    ...Object.fromEntries(
      given.map((format) => [
        format,
        {
          value: bodyIn(site, asker, kept, format),
          representation: format,
          ...(format === 'storage' ? { embeddedContent: [] } : {}),
          _expandable: {
            ...(format === 'storage' ? {} : { webresource: '', embeddedContent: '', mediaToken: '' }),
            content: `/rest/api/content/${content.id}`,
          },
        },
      ]),
    ),
    _expandable: Object.fromEntries(
      formats.filter((format) => !given.some((name) => name === format)).map((format) => [format, '']),
    ),
  };
}
