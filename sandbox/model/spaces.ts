import { createContent } from './create-content.ts';
import type { Principal, Property, Space, SpacePermission } from './entities.ts';
import { changed, newId, type Site } from './site.ts';
import { purgeContent } from './trash.ts';

export interface NewSpace {
  readonly key: string;
  readonly name: string;
  readonly author: string;
  readonly at?: number;
  readonly type?: Space['type'];
  readonly description?: string;
  /** Its author has every right when nothing is given. */
  readonly permissions?: readonly SpacePermission[];
  /** The overview page; its title is the space's name unless given. */
  readonly homepage?: { readonly title?: string; readonly storage?: string };
}

/** Adds a space and its homepage, the root of its page tree. */
export function createSpace(site: Site, space: NewSpace): Space {
  const everything: SpacePermission = {
    principal: `user:${space.author}` satisfies Principal,
    rights: ['read', 'create', 'update', 'delete', 'comment', 'admin'],
  };
  const created: Space = {
    id: newId(site),
    key: space.key,
    name: space.name,
    type: space.type ?? 'global',
    status: 'current',
    homepageId: null,
    description: space.description ?? '',
    authorId: space.author,
    createdAt: space.at ?? site.clock.now(),
    labels: [],
    properties: new Map<string, Property>(),
    permissions: [...(space.permissions ?? [everything])],
  };
  site.spaces.set(created.id, created);
  const homepage = createContent(site, {
    kind: 'page',
    spaceId: created.id,
    parentId: null,
    title: space.homepage?.title ?? space.name,
    storage: space.homepage?.storage ?? '',
    author: space.author,
    at: created.createdAt,
  });
  created.homepageId = homepage.id;
  changed(site);
  return created;
}

/** The space with this key, whatever its case. */
export function spaceByKey(site: Site, key: string): Space | undefined {
  const wanted = key.toLowerCase();
  for (const space of site.spaces.values()) if (space.key.toLowerCase() === wanted) return space;
  return undefined;
}

export function updateSpace(
  site: Site,
  space: Space,
  change: { readonly name?: string; readonly description?: string },
): void {
  Object.assign(space, change);
  changed(site);
}

/** Deletes a space with everything in it. */
export function deleteSpace(site: Site, space: Space): void {
  // A map may lose entries while it is walked.
  for (const content of site.contents.values()) {
    if (content.spaceId === space.id) purgeContent(site, content);
  }
  site.spaces.delete(space.id);
  changed(site);
}
