import { ancestorsOf } from './tree.ts';
import type { Attachment, Comment, Content, Person, Principal, Space, SpaceRight } from './entities.ts';
import type { Site } from './site.ts';

/** Everything a person is, as rights name it. */
export function principalsOf(person: Person): Principal[] {
  return [`user:${person.accountId}`, ...person.groupIds.map((id): Principal => `group:${id}`)];
}

/** Whether the space gives a right to the person, alone or through a group. Nobody has a right without reading. */
export function hasSpaceRight(person: Person | null, space: Space, right: SpaceRight): boolean {
  if (person === null) return false;
  const principals = new Set<string>(principalsOf(person));
  const granted = space.permissions.filter((permission) => principals.has(permission.principal));
  const has = (wanted: SpaceRight): boolean =>
    granted.some((permission) => permission.rights.includes(wanted));
  return has('read') && has(right);
}

export function canReadSpace(_site: Site, person: Person | null, space: Space): boolean {
  return hasSpaceRight(person, space, 'read');
}

/**
 * Whether the content exists for this person: the space is readable, no read restriction on it or on an ancestor leaves the
 * person out, a draft is one's own, and trash is seen by its author and by those who may delete in the space.
 */
export function canRead(site: Site, person: Person | null, content: Content): boolean {
  const space = site.spaces.get(content.spaceId);
  if (person === null || space === undefined || !hasSpaceRight(person, space, 'read')) return false;
  if (content.status === 'draft' && content.authorId !== person.accountId) return false;
  if (
    content.status === 'trashed' &&
    content.authorId !== person.accountId &&
    !hasSpaceRight(person, space, 'delete')
  ) {
    return false;
  }
  return [content, ...ancestorsOf(site, content)].every((item) => meetsRestriction(person, item, 'read'));
}

/** Whether a restriction of this one item, its ancestors aside, leaves the person in. */
export function meetsRestriction(person: Person, content: Content, operation: 'read' | 'update'): boolean {
  const restriction = content.restrictions.find((candidate) => candidate.operation === operation);
  if (restriction === undefined || restriction.principals.size === 0) return true;
  return principalsOf(person).some((principal) => restriction.principals.has(principal));
}

/** Whether the person may write a new version. Update restrictions are not inherited. */
export function canUpdate(site: Site, person: Person | null, content: Content): boolean {
  return person !== null && canRead(site, person, content) && allows(site, person, content, 'update');
}

export function canDelete(site: Site, person: Person | null, content: Content): boolean {
  return person !== null && canRead(site, person, content) && allows(site, person, content, 'delete');
}

export function canComment(site: Site, person: Person | null, content: Content): boolean {
  const space = site.spaces.get(content.spaceId);
  return space !== undefined && canRead(site, person, content) && hasSpaceRight(person, space, 'comment');
}

/** Whether the person administers the content's space: purges, permissions, other people's comments. */
export function canAdminister(site: Site, person: Person | null, content: Content): boolean {
  const space = site.spaces.get(content.spaceId);
  return space !== undefined && canRead(site, person, content) && hasSpaceRight(person, space, 'admin');
}

/** Whether the person may create something in the space, below a parent if one is given. */
export function canCreate(site: Site, person: Person | null, space: Space, parent: Content | null): boolean {
  if (!hasSpaceRight(person, space, 'create')) return false;
  return parent === null || canRead(site, person, parent);
}

export function canReadComment(site: Site, person: Person | null, comment: Comment): boolean {
  const content = site.contents.get(comment.contentId);
  return comment.status === 'current' && content !== undefined && canRead(site, person, content);
}

/** One's own comment, or any for those who administer the space. */
export function canChangeComment(site: Site, person: Person | null, comment: Comment): boolean {
  const content = site.contents.get(comment.contentId);
  if (person === null || content === undefined || !canReadComment(site, person, comment)) return false;
  return comment.authorId === person.accountId || canAdminister(site, person, content);
}

export function canReadAttachment(site: Site, person: Person | null, attachment: Attachment): boolean {
  const content = site.contents.get(attachment.contentId);
  return content !== undefined && canRead(site, person, content);
}

function allows(site: Site, person: Person, content: Content, right: 'update' | 'delete'): boolean {
  const space = site.spaces.get(content.spaceId);
  return (
    space !== undefined && hasSpaceRight(person, space, right) && meetsRestriction(person, content, 'update')
  );
}
