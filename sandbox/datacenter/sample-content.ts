import type { Content } from '../model/entities.ts';
import { siteFromJson, siteToJson } from '../model/site-json.ts';
import { changed, createSite, type Site } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { addSampleContent } from '../sample/sample-content.ts';
import { anonymous, usernameOf } from './logins.ts';
import { userKeyFor } from './user-key.ts';

/**
 * Fills an empty site with the sample wiki as a Data Center would hold it: people by user key, in bodies too; folders are
 * pages, and what Data Center has not (whiteboards, databases, embeds, archived pages, content states) is left out. One
 * space is open to visitors who do not sign in.
 */
export function addDataCenterSample(site: Site): void {
  const planted = createSite({ clock: site.clock, random: site.random });
  addSampleContent(planted);
  siteFromJson(site, withUserKeys(planted));
  for (const content of site.contents.values()) settle(site, content);
  for (const space of site.spaces.values()) if (space.type !== 'personal') space.type = 'global';
  spaceByKey(site, openSpace)?.permissions.push({
    principal: `user:${anonymous.accountId}`,
    rights: ['read'],
  });
  changed(site);
}

const openSpace = 'PROD';

/** The whole state, with people named as Data Center names them. */
function withUserKeys(planted: Site): string {
  let state = siteToJson(planted);
  for (const person of planted.people.values())
    state = state.replaceAll(person.accountId, userKeyFor(usernameOf(person)));
  return state
    .replaceAll('ri:account-id=', 'ri:userkey=')
    .replaceAll('sandbox-token-of-', 'sandbox-personal-token-of-')
    .replaceAll('~7120200ana', '~ana');
}

function settle(site: Site, content: Content): void {
  content.adf = null;
  content.state = null;
  content.subtype = null;
  if (content.status === 'archived') content.status = 'current';
  switch (content.kind) {
    case 'page':
    case 'blogpost':
      break;
    case 'folder':
      site.contents.set(content.id, { ...content, kind: 'page' });
      break;
    case 'whiteboard':
    case 'database':
    case 'embed':
      for (const child of site.contents.values())
        if (child.parentId === content.id) child.parentId = content.parentId;
      site.contents.delete(content.id);
  }
}
