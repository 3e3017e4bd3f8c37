import { isoTime } from '../http/iso-time.ts';
import type { Content, Person, Space, SpacePermission } from '../model/entities.ts';
import { spaceWebui, wikiBase } from '../model/links.ts';
import { spaceOperations } from '../model/permitted-operations.ts';
import type { Site } from '../model/site.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { groupJson, userJsonById } from './person-json.ts';

/** A space in v1's JSON, with what was expanded; the homepage only where its JSON can be made. */
export function spaceJson(
  site: Site,
  asker: Person,
  space: Space,
  expand: Expand,
  contentJson?: (content: Content) => Record<string, unknown>,
): Record<string, unknown> {
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
  if (expand.has('operations')) expanded['operations'] = spaceOperations(asker, space);
  if (expand.has('settings')) {
    expanded['settings'] = { routeOverrideEnabled: false, spaceKey: space.key, _links: {} };
  }
  if (expand.has('permissions'))
    expanded['permissions'] = space.permissions.flatMap((row) => permissionJson(site, asker, row));
  const homepage = site.contents.get(space.homepageId ?? '');
  if (expand.has('homepage') && homepage !== undefined && contentJson !== undefined) {
    expanded['homepage'] = contentJson(homepage);
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

function permissionJson(site: Site, asker: Person, permission: SpacePermission): Record<string, unknown>[] {
  const [type, ...rest] = permission.principal.split(':');
  const id = rest.join(':');
  const group = site.groups.get(id);
  const subjects =
    type === 'group'
      ? { group: { results: group === undefined ? [] : [groupJson(site, group)], size: 1 } }
      : { user: { results: [userJsonById(site, id, asker)], size: 1 } };
  return permission.rights.includes('admin') || permission.rights.includes('read')
    ? [
        {
          id: 1,
          subjects: { ...subjects, _expandable: {} },
          operation: {
            operation: permission.rights.includes('admin') ? 'administer' : 'read',
            targetType: 'space',
          },
          anonymousAccess: false,
          unlicensedAccess: false,
        },
      ]
    : [];
}
