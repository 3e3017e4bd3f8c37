import { isoTime } from '../../http/iso-time.ts';
import type { Site } from '../../model/site.ts';
import type { Expand } from './expand.ts';
import { restLink } from './links.ts';
import { userJsonByKey } from './person-json.ts';
import { type KeptVersion, versionJson } from './version-json.ts';

type Json = Record<string, unknown>;

/** What has versions: content, comments, files. */
export interface Versioned {
  readonly id: string;
  readonly authorId: string;
  readonly createdAt: number;
  /** Ascending, never empty. */
  readonly versions: readonly KeptVersion[];
  /** Of the version that is shown; the newest unless given. */
  readonly number?: number;
}

/** Who made something and when, with the versions around the one that is shown. */
export function historyJson(site: Site, item: Versioned, expand: Expand): Json {
  const shown = item.versions.findIndex(({ number }) => number === item.number);
  const at = shown < 0 ? item.versions.length - 1 : shown;
  const parts: Json = {};
  const rest: Record<string, string> = {};
  for (const [name, version] of [
    ['lastUpdated', item.versions.at(-1)],
    ['previousVersion', at === 0 ? undefined : item.versions[at - 1]],
    ['nextVersion', item.versions[at + 1]],
  ] as const) {
    if (!expand.has(name)) rest[name] = '';
    else if (version !== undefined) parts[name] = versionJson(site, version, item.id);
  }
  if (expand.has('contributors'))
    parts['contributors'] = contributorsJson(site, item, expand.below('contributors'));
  else rest['contributors'] = '';
  return {
    latest: at === item.versions.length - 1,
    createdBy: userJsonByKey(site, item.authorId),
    createdDate: isoTime(item.createdAt),
    ...parts,
    _links: { self: restLink(site, `/content/${item.id}/history`) },
    _expandable: rest,
  };
}

function contributorsJson(site: Site, item: Versioned, expand: Expand): Json {
  const userKeys = [...new Set(item.versions.map((version) => version.authorId))];
  const users = expand.below('publishers').has('users');
  return {
    publishers: {
      ...(users ? { users: userKeys.map((userKey) => userJsonByKey(site, userKey)) } : {}),
      userKeys,
      _expandable: users ? {} : { users: '' },
    },
  };
}
