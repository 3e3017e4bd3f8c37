import { isoTime } from '../../http/iso-time.ts';
import type { Space } from '../../model/entities.ts';
import { spaceOperations } from '../../model/permitted-operations.ts';
import { wikiBase } from '../../model/links.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { restLink, spaceWebui } from './links.ts';
import { userJsonByKey } from './person-json.ts';
import type { Json, View } from './view.ts';

/** A space with what was expanded. */
export function spaceJson(view: View, space: Space, expand: Expand): Json {
  const { site, asker } = view;
  const parts: Json = {};
  const homepage = site.contents.get(space.homepageId ?? '');
  if (expand.has('description')) {
    const formats = ['plain', 'view'] as const;
    const given = formats.filter((format) => expand.has(`description.${format}`));
    parts['description'] = {
      ...Object.fromEntries(
        given.map((representation) => [representation, { value: space.description, representation }]),
      ),
      _expandable: Object.fromEntries(
        formats.filter((format) => !given.includes(format)).map((name) => [name, '']),
      ),
    };
  }
  if (expand.has('metadata')) {
    const labels = { results: space.labels.map(labelJson), start: 0, limit: 200, size: space.labels.length };
    parts['metadata'] = expand.has('metadata.labels')
      ? { labels, _expandable: {} }
      : { _expandable: { labels: '' } };
  }
  if (expand.has('icon')) {
    parts['icon'] = {
      path: `${site.contextPath}/images/logo/default-space-logo.svg`,
      width: 48,
      height: 48,
      isDefault: true,
    };
  }
  if (expand.has('operations')) parts['operations'] = spaceOperations(asker, space);
  if (expand.has('permissions')) parts['permissions'] = permissionsJson(site, space);
  if (expand.has('homepage') && homepage !== undefined)
    parts['homepage'] = view.content(homepage, expand.below('homepage'));
  const expandable: Record<string, string> = {
    metadata: '',
    icon: '',
    description: '',
    retentionPolicy: '',
    permissions: '',
    homepage: space.homepageId === null ? '' : `/rest/api/content/${space.homepageId}`,
  };
  for (const name of Object.keys(parts)) delete expandable[name];
  return {
    id: Number(space.id),
    key: space.key,
    name: space.name,
    status: space.status,
    type: space.type === 'personal' ? 'personal' : 'global',
    creator: userJsonByKey(site, space.authorId),
    creationDate: isoTime(space.createdAt),
    lastModifier: userJsonByKey(site, space.authorId),
    lastModificationDate: isoTime(space.createdAt),
    ...parts,
    _links: { webui: spaceWebui(space), self: restLink(site, `/space/${space.key}`) },
    _expandable: expandable,
  };
}

/** A space as the whole answer: with what its links are relative to. */
export function wholeSpaceJson(site: Site, json: Json): Json {
  const links: unknown = json['_links'];
  return {
    ...json,
    _links: {
      ...(typeof links === 'object' ? links : {}),
      collection: '/rest/api/space',
      base: wikiBase(site),
      context: site.contextPath,
    },
  };
}

function permissionsJson(site: Site, space: Space): Json {
  return {
    spaceKey: space.key,
    _links: { self: restLink(site, `/space/${space.key}/permissions`) },
  };
}
