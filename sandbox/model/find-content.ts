import type { Content, ContentKind, Person } from './entities.ts';
import { canRead } from './permissions.ts';
import type { Site } from './site.ts';

/** The content with this id if it is of one of the kinds and exists for the person. */
export function visibleContent(
  site: Site,
  person: Person | null,
  id: string,
  kinds?: readonly ContentKind[],
): Content | undefined {
  const content = site.contents.get(id);
  if (content === undefined || (kinds !== undefined && !kinds.includes(content.kind))) return undefined;
  return canRead(site, person, content) ? content : undefined;
}
