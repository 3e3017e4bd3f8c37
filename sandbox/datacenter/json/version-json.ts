import { isoTime } from '../../http/iso-time.ts';
import { wikiBase } from '../../model/links.ts';
import type { Site } from '../../model/site.ts';
import { userJsonByKey } from './person-json.ts';

/** Any version, of content, comments or files. */
export interface KeptVersion {
  readonly number: number;
  readonly authorId: string;
  readonly createdAt: number;
  readonly message?: string;
  readonly comment?: string;
  readonly minorEdit?: boolean;
}

/** A version; its own address lies in the experimental API, the only place where Data Center serves versions. */
export function versionJson(site: Site, version: KeptVersion, contentId: string): Record<string, unknown> {
  return {
    by: userJsonByKey(site, version.authorId),
    when: isoTime(version.createdAt),
    message: version.message ?? version.comment ?? '',
    number: version.number,
    minorEdit: version.minorEdit ?? false,
    hidden: false,
    _links: {
      self: `${wikiBase(site)}/rest/experimental/content/${contentId}/version/${version.number}`,
    },
    _expandable: { content: `/rest/api/content/${contentId}` },
  };
}
