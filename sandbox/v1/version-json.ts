import { isoTime } from '../http/iso-time.ts';
import type { Person } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { userJsonById } from './person-json.ts';

/** Any version, of content, comments or files, with whose it is. */
export interface KeptVersion {
  readonly number: number;
  readonly authorId: string;
  readonly createdAt: number;
  readonly message?: string;
  readonly comment?: string;
  readonly minorEdit?: boolean;
}

export function versionJson(
  site: Site,
  asker: Person,
  version: KeptVersion,
  contentId: string,
): Record<string, unknown> {
  return {
    by: userJsonById(site, version.authorId, asker),
    when: isoTime(version.createdAt),
    friendlyWhen: friendlyDay(version.createdAt),
    message: version.message ?? version.comment ?? '',
    number: version.number,
    minorEdit: version.minorEdit ?? false,
    ncsStepVersion: '1',
    ncsStepVersionSource: 'ncs-ack',
    contentTypeModified: false,
    _expandable: {
      collaborators: '',
      content: `/rest/api/content/${contentId}`,
    },
    _links: { self: `${wikiBase(site)}/rest/api/content/${contentId}/version/${version.number}` },
  };
}

const day = new Intl.DateTimeFormat('en-US', {
  month: 'short',
  day: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
});

function friendlyDay(at: number): string {
  return day.format(at);
}
