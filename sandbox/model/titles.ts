import type { Content, ContentKind } from './entities.ts';
import type { Site } from './site.ts';

/**
 * The content that already holds a title: pages share one namespace a space, archived ones included; blog posts too;
 * folders, whiteboards and the rest reserve nothing (facts: confluence-api §3.1).
 */
export function findTitleClash(
  site: Site,
  kind: ContentKind,
  spaceId: string,
  title: string,
  exceptId: string | null,
): Content | undefined {
  if (kind !== 'page' && kind !== 'blogpost') return undefined;
  const wanted = title.toLowerCase();
  for (const content of site.contents.values()) {
    if (content.id === exceptId || content.kind !== kind || content.spaceId !== spaceId) continue;
    if (content.status !== 'current' && content.status !== 'archived') continue;
    if (content.title.toLowerCase() === wanted) return content;
  }
  return undefined;
}
