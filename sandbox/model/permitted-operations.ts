import type { Attachment, Comment, Content, Person, Space } from './entities.ts';
import {
  canAdminister,
  canChangeComment,
  canComment,
  canDelete,
  canUpdate,
  hasSpaceRight,
} from './permissions.ts';
import type { Site } from './site.ts';

export interface PermittedOperation {
  readonly operation: string;
  readonly targetType: string;
}

/** What the caller, who can read it, may do with content (facts: confluence-api §9). */
export function contentOperations(site: Site, person: Person, content: Content): PermittedOperation[] {
  const on = (operation: string, targetType: string = content.kind): PermittedOperation => ({
    operation,
    targetType,
  });
  const updates = canUpdate(site, person, content);
  return [
    on('read'),
    ...(updates ? [on('update'), on('restrict_content'), on('copy')] : []),
    ...(updates && canDelete(site, person, content) ? [on('delete'), on('move')] : []),
    ...(canComment(site, person, content) ? [on('create', 'comment')] : []),
    ...(updates ? [on('create', 'attachment')] : []),
    ...(canAdminister(site, person, content) ? [on('purge'), on('purge_version')] : []),
  ];
}

export function spaceOperations(person: Person, space: Space): PermittedOperation[] {
  const kinds = ['page', 'blogpost'];
  const has = (right: 'create' | 'delete' | 'comment' | 'admin'): boolean =>
    hasSpaceRight(person, space, right);
  return [
    { operation: 'read', targetType: 'space' },
    ...(has('create') ? kinds.map((targetType) => ({ operation: 'create', targetType })) : []),
    ...(has('delete') ? kinds.map((targetType) => ({ operation: 'delete', targetType })) : []),
    ...(has('comment') ? [{ operation: 'create', targetType: 'comment' }] : []),
    ...(has('admin') ? [{ operation: 'administer', targetType: 'space' }] : []),
  ];
}

export function commentOperations(site: Site, person: Person, comment: Comment): PermittedOperation[] {
  const changes = canChangeComment(site, person, comment);
  return ['read', ...(changes ? ['update', 'delete'] : [])].map((operation) => ({
    operation,
    targetType: 'comment',
  }));
}

export function attachmentOperations(
  site: Site,
  person: Person,
  attachment: Attachment,
): PermittedOperation[] {
  const content = site.contents.get(attachment.contentId);
  const updates = content !== undefined && canUpdate(site, person, content);
  return ['read', ...(updates ? ['update', 'delete'] : [])].map((operation) => ({
    operation,
    targetType: 'attachment',
  }));
}
