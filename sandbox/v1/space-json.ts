import { isoTime } from '../http/iso-time.ts';
import type { Person, Space } from '../model/entities.ts';
import { spaceWebui, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { userJsonById } from './person-json.ts';

/** A space in v1's JSON, with what was expanded. */
export function spaceJson(site: Site, asker: Person, space: Space, expand: Expand): Record<string, unknown> {
  const expanded: Record<string, unknown> = {};
  if (expand.has('description')) {
    expanded['description'] = {
      plain: { value: space.description, representation: 'plain', embeddedContent: [] },
      _expandable: { view: '' },
    };
  }
  if (expand.has('metadata')) {
    const labels = { results: space.labels.map(labelJson), start: 0, limit: 200, size: space.labels.length };
    expanded['metadata'] = { labels, _expandable: { currentuser: '' } };
  }
  if (expand.has('history')) {
    expanded['history'] = {
      createdDate: isoTime(space.createdAt),
      createdBy: userJsonById(site, space.authorId, asker),
    };
  }
  if (expand.has('icon')) {
    expanded['icon'] = {
      path: '/images/logo/default-space-logo.svg',
      width: 48,
      height: 48,
      isDefault: true,
    };
  }
  const expandable: Record<string, string> = {
    settings: `/rest/api/space/${space.key}/settings`,
    metadata: '',
    operations: '',
    lookAndFeel: `/rest/api/settings/lookandfeel?spaceKey=${space.key}`,
    identifiers: '',
    permissions: '',
    roles: '',
    icon: '',
    description: '',
    theme: `/rest/api/space/${space.key}/theme`,
    history: '',
    homepage: space.homepageId === null ? '' : `/rest/api/content/${space.homepageId}`,
    typeSettings: '',
  };
  for (const name of Object.keys(expanded)) delete expandable[name];
  return {
    id: Number(space.id),
    ari: `ari:cloud:confluence:${site.cloudId}:space/${space.id}`,
    key: space.key,
    alias: space.key,
    name: space.name,
    type: space.type,
    status: space.status,
    ...expanded,
    _expandable: expandable,
    _links: { webui: spaceWebui(space), self: `${wikiBase(site)}/rest/api/space/${space.key}` },
  };
}
