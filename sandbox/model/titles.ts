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

/** The page or blog post of this exact title in a space; pages first. */
export function contentByTitle(site: Site, title: string, spaceKey: string): Content | undefined {
  const known = indexes.get(site);
  const index = known?.revision === site.revision ? known : indexTitles(site);
  return index.contents.get(`${spaceKey.toLowerCase()}:${title}`);
}

interface TitleIndex {
  readonly revision: number;
  readonly contents: Map<string, Content>;
}

const indexes = new WeakMap<Site, TitleIndex>();

function indexTitles(site: Site): TitleIndex {
  const contents = new Map<string, Content>();
  for (const content of site.contents.values()) {
    if (content.kind !== 'page' && content.kind !== 'blogpost') continue;
    if (content.status !== 'current' && content.status !== 'archived') continue;
    const key = `${site.spaces.get(content.spaceId)?.key.toLowerCase() ?? ''}:${content.title}`;
    if (content.kind === 'page' || !contents.has(key)) contents.set(key, content);
  }
  const index = { revision: site.revision, contents };
  indexes.set(site, index);
  return index;
}
