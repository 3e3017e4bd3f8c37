import { refuseTitleClash } from './create-content.ts';
import type { Content } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, type Site } from './site.ts';
import { ancestorsOf, childrenOf, descendantsOf, nextPosition, rootsOf } from './tree.ts';

export type MovePosition = 'before' | 'after' | 'append';

/**
 * Moves an item with everything below it next to or below another, across spaces too.
 * @throws Refusal `invalid` when it would hang below itself, `duplicate-title` when its title is taken over there
 */
export function moveContent(site: Site, content: Content, position: MovePosition, target: Content): void {
  if (content === target || ancestorsOf(site, target).includes(content)) {
    throw new Refusal('invalid', 'The move would create a parent-child loop');
  }
  const moved = [content, ...descendantsOf(site, content.id).map((row) => row.content)];
  if (content.spaceId !== target.spaceId) {
    for (const item of moved) refuseTitleClash(site, item.kind, target.spaceId, item.title, item.id);
  }
  const parentId = position === 'append' ? target.id : target.parentId;
  const siblings = parentId === null ? rootsOf(site, target.spaceId) : childrenOf(site, parentId);
  const others = siblings.filter((sibling) => sibling !== content);
  if (position === 'append') {
    content.position = nextPosition(site, target.spaceId, parentId);
  } else {
    others.splice(others.indexOf(target) + (position === 'after' ? 1 : 0), 0, content);
    for (const [index, sibling] of others.entries()) sibling.position = (index + 1) * 100;
  }
  for (const item of moved) item.spaceId = target.spaceId;
  content.parentId = parentId;
  changed(site);
}
