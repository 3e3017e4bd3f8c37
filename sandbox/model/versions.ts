import type { Content } from './entities.ts';
import { Refusal } from './refusal.ts';
import { changed, type Site } from './site.ts';
import { currentVersion, updateContent } from './update-content.ts';

/** Writes the content of an earlier version as a new one. @throws Refusal `invalid` when there is none such */
export function restoreVersion(
  site: Site,
  content: Content,
  number: number,
  by: { readonly author: string; readonly message: string; readonly restoreTitle: boolean },
): void {
  const version = content.versions.find((candidate) => candidate.number === number);
  if (version === undefined || version === currentVersion(content)) {
    throw new Refusal('invalid', `There is no earlier version ${number} of content ${content.id}`);
  }
  updateContent(site, content, {
    author: by.author,
    message: by.message,
    storage: version.storage,
    ...(by.restoreTitle ? { title: version.title } : {}),
  });
}

/** Deletes an earlier version; the later ones are renumbered (facts: confluence-api §5). @throws Refusal `invalid` */
export function deleteVersion(site: Site, content: Content, number: number): void {
  const version = content.versions.find((candidate) => candidate.number === number);
  if (version === undefined || version === currentVersion(content)) {
    throw new Refusal('invalid', `There is no earlier version ${number} of content ${content.id}`);
  }
  content.versions = content.versions
    .filter((candidate) => candidate !== version)
    .map((candidate, index) => ({ ...candidate, number: index + 1 }));
  changed(site);
}
