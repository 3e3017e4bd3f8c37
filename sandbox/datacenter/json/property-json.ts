import type { Property } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';
import { restLink } from './links.ts';
import { versionJson } from './version-json.ts';

/** A property of content or of a space; `of` is the holder's path below `/rest/api`, `holderJson` its JSON where it can be had. */
export function propertyJson(
  site: Site,
  property: Property,
  of: string,
  expand: Expand,
  holderJson?: () => unknown,
): Record<string, unknown> {
  const { id, key, value } = property;
  const kept = {
    number: property.version,
    authorId: property.authorId,
    createdAt: property.updatedAt,
    message: property.message,
  };
  const holder = of.startsWith('/space') ? 'space' : 'content';
  const expanded = holderJson !== undefined && expand.has(holder);
  return {
    id,
    key,
    value,
    ...(expand.has('version') ? { version: versionJson(site, kept, id) } : {}),
    ...(expanded ? { [holder]: holderJson() } : {}),
    _links: { self: restLink(site, `${of}/property/${encodeURIComponent(key)}`) },
    _expandable: {
      ...(expanded ? {} : { [holder]: `/rest/api${of}` }),
      ...(expand.has('version') ? {} : { version: '' }),
    },
  };
}
