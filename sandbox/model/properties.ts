import type { Property } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, newId, type Site } from './site.ts';

/** What can hold properties: content and spaces. */
export interface PropertyHolder {
  readonly properties: Map<string, Property>;
}

export interface PropertyWrite {
  readonly author: string;
  readonly at?: number;
  readonly message?: string;
}

/** Writes a property whatever was there. */
export function setProperty(
  site: Site,
  holder: PropertyHolder,
  key: string,
  value: unknown,
  write: PropertyWrite,
): Property {
  const at = write.at ?? site.clock.now();
  const known = holder.properties.get(key);
  if (known === undefined) {
    const created: Property = {
      id: newId(site),
      key,
      value,
      version: 1,
      message: write.message ?? '',
      authorId: write.author,
      createdAt: at,
      updatedAt: at,
    };
    holder.properties.set(key, created);
    changed(site);
    return created;
  }
  Object.assign(known, {
    value,
    version: known.version + 1,
    message: write.message ?? '',
    authorId: write.author,
    updatedAt: at,
  });
  changed(site);
  return known;
}

/** Adds a property. @throws Refusal `conflict` when the key is taken */
export function createProperty(
  site: Site,
  holder: PropertyHolder,
  key: string,
  value: unknown,
  write: PropertyWrite,
): Property {
  if (holder.properties.has(key))
    throw new Refusal('conflict', `A property with the key [${key}] already exists`);
  return setProperty(site, holder, key, value, write);
}

export function deleteProperty(site: Site, holder: PropertyHolder, key: string): void {
  holder.properties.delete(key);
  changed(site);
}
