import type { Site } from '../../model/site.ts';

/** Where what was not expanded of anything in the content API can be had; empty where only expanding gives it. */
export function expandableOf(
  site: Site,
  of: { readonly id: string; readonly spaceId: string; readonly containerId?: string },
  expanded: readonly string[],
): Record<string, string> {
  const path = `/rest/api/content/${of.id}`;
  const space = `/rest/api/space/${site.spaces.get(of.spaceId)?.key ?? ''}`;
  const all: Record<string, string> = {
    container: of.containerId === undefined ? space : `/rest/api/content/${of.containerId}`,
    metadata: '',
    operations: '',
    children: `${path}/child`,
    restrictions: `${path}/restriction/byOperation`,
    history: `${path}/history`,
    ancestors: '',
    body: '',
    version: '',
    descendants: `${path}/descendant`,
    space,
    relevantViewRestrictions: `${path}/restriction/relevantViewRestrictions`,
  };
  for (const name of expanded) delete all[name];
  return all;
}
