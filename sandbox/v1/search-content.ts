import type { IndexedEntity } from '../cql/entities-of-site.ts';
import type { Content, Person, Space } from '../model/entities.ts';
import { storageToView } from '../content/index.ts';
import { contentContext } from '../model/content-context.ts';
import { attachmentLinks, spaceWebui, tinyui, webui, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { ancestorsOf } from '../model/tree.ts';
import { isoTime } from '../http/iso-time.ts';

type Json = Record<string, unknown>;

/** A content object of v1, as search rows hold it; `expand` names the properties that are wanted besides. */
export function searchContentJson(
  site: Site,
  person: Person,
  entity: IndexedEntity,
  expand: ReadonlySet<string>,
): Json {
  const { id, kind, title } = entity;
  const owner = ownerOf(entity);
  const expandable: Json = {
    container: `/rest/api/space/${entity.space.key}`,
    metadata: '',
    extensions: '',
    operations: '',
    children: `/rest/api/content/${id}/child`,
    history: `/rest/api/content/${id}/history`,
    ancestors: '',
    body: '',
    version: '',
    descendants: `/rest/api/content/${id}/descendant`,
    space: `/rest/api/space/${entity.space.key}`,
  };
  const expanded: Json = {};
  const give = (name: string, value: () => unknown): void => {
    if (![...expand].some((wanted) => wanted === name || wanted.startsWith(`${name}.`))) return;
    expanded[name] = value();
    delete expandable[name];
  };
  give('space', () => spaceJson(site, entity.spaceEntity));
  give('container', () => spaceJson(site, entity.spaceEntity));
  give('version', () => versionJson(site, entity));
  give('history', () => historyJson(site, entity));
  give('ancestors', () =>
    owner === null || kind === 'comment'
      ? []
      : ancestorsOf(site, owner)
          .reverse()
          .map((ancestor) => contentStub(site, ancestor)),
  );
  give('body', () => bodyJson(site, person, entity, expand));
  give('metadata', () => metadataJson(entity, expand));
  return {
    id,
    type: kind,
    ari: `ari:cloud:confluence:${site.cloudId}:${kind}/${id}`,
    base64EncodedAri: base64Ari(site, id),
    status: 'current',
    title,
    ...(entity.subtype === null ? {} : { subType: entity.subtype }),
    childTypes: {},
    macroRenderedOutput: {},
    restrictions: {},
    ...expanded,
    _expandable: expandable,
    _links: linksOf(site, entity),
  };
}

/** Where a person sees an entity, relative to the base; also the row's `url`. */
export function entityWebui(site: Site, entity: IndexedEntity): string {
  const { source } = entity;
  switch (source.kind) {
    case 'content':
      return webui(site, source.content);
    case 'comment':
      return `${webui(site, source.content)}?focusedCommentId=${source.comment.id}`;
    case 'attachment':
      return attachmentLinks(source.attachment).webui;
    case 'space':
      return spaceWebui(source.space);
  }
}

/** A space as v1 shows it in rows: without an id, as recorded (facts: confluence-api §10). */
export function spaceJson(site: Site, space: Space): Json {
  return {
    key: space.key,
    name: space.name,
    type: space.type,
    status: space.status,
    _expandable: {
      settings: `/rest/api/space/${space.key}/settings`,
      metadata: '',
      operations: '',
      lookAndFeel: `/rest/api/settings/lookandfeel?spaceKey=${space.key}`,
      identifiers: '',
      permissions: '',
      icon: '',
      description: '',
      theme: `/rest/api/space/${space.key}/theme`,
      history: '',
      homepage: space.homepageId === null ? '' : `/rest/api/content/${space.homepageId}`,
    },
    _links: { webui: spaceWebui(space), self: `${wikiBase(site)}/rest/api/space/${space.key}` },
  };
}

function ownerOf(entity: IndexedEntity): Content | null {
  return entity.source.kind === 'space' ? null : entity.source.content;
}

function base64Ari(site: Site, id: string): string {
  return Buffer.from(`ari:cloud:confluence:${site.cloudId}:content/${id}`).toString('base64');
}

function linksOf(site: Site, entity: IndexedEntity): Json {
  const links: Json = {
    webui: entityWebui(site, entity),
    self: `${wikiBase(site)}/rest/api/content/${entity.id}`,
  };
  if (entity.source.kind === 'attachment')
    links['download'] = attachmentLinks(entity.source.attachment).download;
  else links['tinyui'] = tinyui(entity.id);
  return links;
}

function contentStub(site: Site, content: Content): Json {
  return {
    id: content.id,
    type: content.kind,
    status: content.status,
    title: content.title,
    macroRenderedOutput: {},
    extensions: { position: content.position },
    _expandable: {},
    _links: {
      self: `${wikiBase(site)}/rest/api/content/${content.id}`,
      tinyui: tinyui(content.id),
      webui: webui(site, content),
    },
  };
}

interface Revision {
  readonly number: number;
  readonly authorId: string;
  readonly createdAt: number;
  readonly message: string;
  readonly minorEdit: boolean;
}

function revisionsOf(entity: IndexedEntity): Revision[] {
  const { source } = entity;
  switch (source.kind) {
    case 'content':
      return [...source.content.versions];
    case 'comment':
      return source.comment.versions.map((version) => ({ ...version, minorEdit: false }));
    case 'attachment':
      return source.attachment.versions.map((version) => ({ ...version, message: version.comment }));
    case 'space':
      return [];
  }
}

function versionJson(site: Site, entity: IndexedEntity): Json {
  const last = revisionsOf(entity).at(-1);
  return {
    by: personJson(site, last?.authorId ?? entity.creatorId),
    when: isoTime(last?.createdAt ?? entity.modifiedAt),
    friendlyWhen: friendlyDay(last?.createdAt ?? entity.modifiedAt),
    message: last?.message ?? '',
    number: last?.number ?? 1,
    minorEdit: last?.minorEdit ?? false,
    contentTypeModified: false,
    _expandable: { collaborators: '', content: `/rest/api/content/${entity.id}` },
    _links: { self: `${wikiBase(site)}/rest/api/content/${entity.id}/version/${last?.number ?? 1}` },
  };
}

function historyJson(site: Site, entity: IndexedEntity): Json {
  return {
    latest: true,
    createdBy: personJson(site, entity.creatorId),
    createdDate: isoTime(entity.createdAt),
    lastUpdated: versionJson(site, entity),
    _expandable: { previousVersion: '', contributors: '', nextVersion: '' },
    _links: { self: `${wikiBase(site)}/rest/api/content/${entity.id}/history` },
  };
}

function bodyJson(site: Site, person: Person, entity: IndexedEntity, expand: ReadonlySet<string>): Json {
  const { source } = entity;
  const storage =
    source.kind === 'content'
      ? source.content.storage
      : source.kind === 'comment'
        ? source.comment.storage
        : '';
  const body: Json = {};
  const give = (representation: string, value: () => string): void => {
    if (
      ![...expand].some(
        (wanted) => wanted === `body.${representation}` || wanted.startsWith(`body.${representation}.`),
      )
    )
      return;
    body[representation] = {
      value: value(),
      representation,
      embeddedContent: [],
      _expandable: { content: `/rest/api/content/${entity.id}` },
    };
  };
  const view = () =>
    source.kind === 'space' ? '' : storageToView(storage, contentContext(site, person, source.content));
  give('storage', () => storage);
  for (const rendered of ['view', 'export_view', 'styled_view', 'anonymous_export_view'])
    give(rendered, view);
  return body;
}

function metadataJson(entity: IndexedEntity, expand: ReadonlySet<string>): Json {
  const { source } = entity;
  if (!expand.has('metadata.labels')) return {};
  const carrier =
    source.kind === 'content'
      ? source.content
      : source.kind === 'attachment'
        ? source.attachment
        : { labels: [] };
  const results = carrier.labels.map((label) => ({
    prefix: label.prefix,
    name: label.name,
    id: label.id,
    label: label.name,
  }));
  return { labels: { results, start: 0, limit: 200, size: results.length, _links: {} } };
}

/** A person as v1 shows them; addresses are private and therefore empty (facts: confluence-api §9). */
export function personJson(site: Site, accountId: string): Json {
  const name = site.people.get(accountId)?.displayName ?? 'Former user';
  return {
    type: 'known',
    accountId,
    accountType: 'atlassian',
    email: '',
    publicName: name,
    profilePicture: { path: '/wiki/aa-avatar/default', width: 48, height: 48, isDefault: true },
    displayName: name,
    isExternalCollaborator: false,
    isGuest: false,
    accountStatus: 'active',
    locale: 'en_US',
    _expandable: { operations: '', personalSpace: '' },
    _links: { self: `${wikiBase(site)}/rest/api/user?accountId=${encodeURIComponent(accountId)}` },
  };
}

/** As the user interface writes days: `Jul 01, 2026`. */
export function friendlyDay(at: number): string {
  return new Date(at).toLocaleDateString('en-US', {
    month: 'short',
    day: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
