import { storageToText } from '../content/index.ts';
import type { Attachment, Comment, Content, Label, Person, Space } from '../model/entities.ts';
import { canRead, canReadSpace } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import { ancestorsOf } from '../model/tree.ts';
import { macroNamesIn, mentionsIn } from './body-facts.ts';
import type { SearchEntity } from './search-entity.ts';
import { wordsOf } from './words.ts';

/** What an entity of the index was made of, for answers that show more of it. */
export type EntitySource =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'comment'; readonly comment: Comment; readonly content: Content }
  | { readonly kind: 'attachment'; readonly attachment: Attachment; readonly content: Content }
  | { readonly kind: 'space'; readonly space: Space };

export interface IndexedEntity extends SearchEntity {
  readonly source: EntitySource;
  readonly spaceEntity: Space;
}

/**
 * Everything a person could find: current content that they may read, its comments and attachments, and spaces. Archived,
 * trashed and draft content is not in the index (facts: confluence-api §10).
 */
export function searchableEntities(site: Site, person: Person): IndexedEntity[] {
  const found: IndexedEntity[] = [];
  const readable = new Map<string, Content>();
  for (const content of site.contents.values()) {
    if (content.status !== 'current' || !canRead(site, person, content)) continue;
    readable.set(content.id, content);
    found.push(contentEntity(site, content));
  }
  for (const comment of site.comments.values()) {
    const content = readable.get(comment.contentId);
    if (content !== undefined && comment.status === 'current')
      found.push(commentEntity(site, comment, content));
  }
  for (const attachment of site.attachments.values()) {
    const content = readable.get(attachment.contentId);
    if (content !== undefined && attachment.status === 'current')
      found.push(attachmentEntity(site, attachment, content));
  }
  for (const space of site.spaces.values()) {
    if (canReadSpace(site, person, space)) found.push(spaceEntity(site, space));
  }
  return found;
}

function contentEntity(site: Site, content: Content): IndexedEntity {
  const last = content.versions.at(-1);
  return entityOf(site, {
    source: { kind: 'content', content },
    kind: content.kind,
    id: content.id,
    title: content.title,
    subtype: content.subtype,
    spaceId: content.spaceId,
    parentId: content.parentId,
    ancestorIds: ancestorsOf(site, content).map((ancestor) => ancestor.id),
    createdAt: content.createdAt,
    modifiedAt: last?.createdAt ?? content.createdAt,
    creatorId: content.authorId,
    contributorIds: content.versions.map((version) => version.authorId),
    labels: content.labels,
    state: content.state?.name ?? null,
    storage: content.storage,
  });
}

function commentEntity(site: Site, comment: Comment, content: Content): IndexedEntity {
  const last = comment.versions.at(-1);
  return entityOf(site, {
    source: { kind: 'comment', comment, content },
    kind: 'comment',
    id: comment.id,
    title: `Re: ${content.title}`,
    subtype: null,
    spaceId: content.spaceId,
    parentId: null,
    ancestorIds: [],
    createdAt: comment.createdAt,
    modifiedAt: last?.createdAt ?? comment.createdAt,
    creatorId: comment.authorId,
    contributorIds: comment.versions.map((version) => version.authorId),
    labels: [],
    state: null,
    storage: comment.storage,
  });
}

function attachmentEntity(site: Site, attachment: Attachment, content: Content): IndexedEntity {
  const [first] = attachment.versions;
  const last = attachment.versions.at(-1);
  return entityOf(site, {
    source: { kind: 'attachment', attachment, content },
    kind: 'attachment',
    id: attachment.id,
    title: attachment.title,
    subtype: null,
    spaceId: content.spaceId,
    parentId: null,
    ancestorIds: [],
    createdAt: attachment.createdAt,
    modifiedAt: last?.createdAt ?? attachment.createdAt,
    creatorId: first?.authorId ?? content.authorId,
    contributorIds: attachment.versions.map((version) => version.authorId),
    labels: attachment.labels,
    state: null,
    storage: '',
  });
}

function spaceEntity(site: Site, space: Space): IndexedEntity {
  return entityOf(site, {
    source: { kind: 'space', space },
    kind: 'space',
    id: space.key,
    title: space.name,
    subtype: null,
    spaceId: space.id,
    parentId: null,
    ancestorIds: [],
    createdAt: space.createdAt,
    modifiedAt: space.createdAt,
    creatorId: space.authorId,
    contributorIds: [space.authorId],
    labels: space.labels,
    state: null,
    storage: '',
    plainText: space.description,
  });
}

interface EntityParts {
  readonly source: EntitySource;
  readonly kind: SearchEntity['kind'];
  readonly id: string;
  readonly title: string;
  readonly subtype: string | null;
  readonly spaceId: string;
  readonly parentId: string | null;
  readonly ancestorIds: readonly string[];
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly creatorId: string;
  readonly contributorIds: readonly string[];
  readonly labels: readonly Label[];
  readonly state: string | null;
  readonly storage: string;
  readonly plainText?: string;
}

function entityOf(site: Site, parts: EntityParts): IndexedEntity {
  const space = site.spaces.get(parts.spaceId);
  if (space === undefined) throw new Error(`${parts.kind} ${parts.id} lies in no space`);
  const { storage, plainText, spaceId: _, labels, contributorIds, ...plain } = parts;
  // A comment bears its page's title only for show; otherwise it would be found with the page every time.
  const searchableTitle = parts.kind === 'comment' ? '' : parts.title;
  const text = (): string => plainText ?? textOf(storage);
  const labelNames = labels.flatMap((label) => [label.name, `${label.prefix}:${label.name}`]);
  const key = parts.kind === 'space' ? `space:${parts.id}` : parts.id;
  return {
    ...plain,
    containerId: containerOf(parts.source),
    space,
    spaceEntity: space,
    creatorName: site.people.get(parts.creatorId)?.displayName ?? '',
    contributorIds: new Set([parts.creatorId, ...contributorIds]),
    watcherIds: peopleWho(site, site.watches, parts.kind === 'space' ? key : `content:${parts.id}`),
    favouriteIds: peopleWho(site, site.favourites, key),
    labels: new Set(labelNames),
    macros: once(() => macroNamesIn(storage)),
    mentions: once(() => mentionsIn(storage)),
    text,
    titleWords: () => wordsIn(searchableTitle),
    words: () => wordsIn([searchableTitle, text(), ...labels.map((label) => label.name)].join('\n')),
  };
}

function containerOf(source: EntitySource): string | null {
  switch (source.kind) {
    case 'comment':
      return source.comment.attachmentId?.replace(/^att/, '') ?? source.content.id;
    case 'attachment':
      return source.content.id;
    case 'content':
    case 'space':
      return null;
  }
}

function peopleWho(site: Site, marks: ReadonlySet<string>, subject: string): Set<string> {
  const accountIds = [...site.people.keys()];
  return new Set(accountIds.filter((accountId) => marks.has(`${accountId} ${subject}`)));
}

function once<Result>(compute: () => Result): () => Result {
  let known: { readonly result: Result } | null = null;
  return () => (known ??= { result: compute() }).result;
}

// Bodies seldom change between searches, and turning them into text and words is nearly all of a search's work.
const textOf = remembered((storage: string) => (storage === '' ? '' : storageToText(storage)));
const wordsIn = remembered(wordsOf);

function remembered<Result>(compute: (text: string) => Result): (text: string) => Result {
  const most = 5000;
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (known.size >= most) known.clear();
    known.set(text, result);
    return result;
  };
}
