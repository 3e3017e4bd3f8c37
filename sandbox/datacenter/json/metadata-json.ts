import type { Content, Label, Person, Property } from '../../model/entities.ts';
import { isoTime } from '../../http/iso-time.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { restLink } from './links.ts';
import { propertyJson } from './property-json.ts';

type Json = Record<string, unknown>;

/** Labels, properties and what the caller has to do with content. */
export function metadataJson(site: Site, asker: Person, content: Content, expand: Expand): Json {
  const parts: Json = {};
  if (expand.has('labels')) parts['labels'] = labelsJson(site, content.id, content.labels);
  if (expand.has('properties')) {
    const below = expand.below('properties');
    parts['properties'] = propertiesJson(site, content.id, content.properties, below);
  }
  if (expand.has('currentuser')) {
    const own = content.versions.findLast((version) => version.authorId === asker.accountId);
    const isFavourite = site.favourites.has(`${asker.accountId} ${content.id}`);
    parts['currentuser'] = {
      favourited: { isFavourite },
      ...(own === undefined
        ? {}
        : { lastmodified: { version: { number: own.number, when: isoTime(own.createdAt) } } }),
      _expandable: {},
    };
  }
  const rest = ['currentuser', 'labels', 'properties', 'frontend', 'editorHtml'];
  return {
    ...parts,
    _expandable: Object.fromEntries(rest.filter((name) => !(name in parts)).map((name) => [name, ''])),
  };
}

export function labelsJson(site: Site, contentId: string, labels: readonly Label[]): Json {
  return {
    results: labels.map(labelJson),
    start: 0,
    limit: 200,
    size: labels.length,
    _links: { self: restLink(site, `/content/${contentId}/label`) },
  };
}

function propertiesJson(
  site: Site,
  contentId: string,
  properties: ReadonlyMap<string, Property>,
  expand: Expand,
): Json {
  const given = [...properties.values()].filter((property) => expand.has(property.key));
  const rest = [...properties.values()].filter((property) => !expand.has(property.key));
  const path = `/rest/api/content/${contentId}/property`;
  return {
    ...Object.fromEntries(
      given.map((property) => [
        property.key,
        propertyJson(site, property, `/content/${contentId}`, expand.below(property.key)),
      ]),
    ),
    _expandable: Object.fromEntries(rest.map(({ key }) => [key, `${path}/${encodeURIComponent(key)}`])),
  };
}
