import { isoTime } from '../http/iso-time.ts';
import { currentFile } from '../model/attachments.ts';
import type { Attachment, Person } from '../model/entities.ts';
import { attachmentLinks, wikiBase } from '../model/links.ts';
import { describeMediaType } from '../model/media-types.ts';
import type { Site } from '../model/site.ts';
import { arisOf, contentJson, expandableOf } from './content-json.ts';
import type { Expand } from './expand.ts';
import { labelJson } from './label-json.ts';
import { userJsonById } from './person-json.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';

/** An attachment in v1's JSON, which calls it a content. */
export function attachmentJson(
  site: Site,
  asker: Person,
  attachment: Attachment,
  expand: Expand,
): Record<string, unknown> {
  const file = currentFile(attachment);
  const content = site.contents.get(attachment.contentId);
  const space = site.spaces.get(content?.spaceId ?? '');
  const parts: Record<string, unknown> = {};
  if (expand.has('version')) parts['version'] = versionJson(site, asker, file, attachment.id);
  const [first = file] = attachment.versions;
  if (expand.has('history')) {
    parts['history'] = {
      latest: true,
      createdBy: userJsonById(site, first.authorId, asker),
      createdDate: isoTime(first.createdAt),
    };
  }
  if (expand.has('container') && content !== undefined)
    parts['container'] = contentJson(site, asker, content);
  if (expand.has('space') && space !== undefined)
    parts['space'] = spaceJson(site, asker, space, expand.below('space'));
  const labels = attachment.labels.map(labelJson);
  return {
    id: attachment.id,
    type: 'attachment',
    ...arisOf(site, 'attachment', attachment.id),
    status: attachment.status,
    title: attachment.title,
    macroRenderedOutput: {},
    metadata: {
      mediaType: attachment.mediaType,
      ...(expand.has('metadata.labels')
        ? { labels: { results: labels, start: 0, limit: 200, size: labels.length } }
        : {}),
    },
    extensions: {
      mediaType: attachment.mediaType,
      fileSize: file.bytes.byteLength,
      comment: file.comment,
      mediaTypeDescription: describeMediaType(attachment.mediaType),
      fileId: attachment.fileId,
      collectionName: `contentId-${attachment.contentId}`,
    },
    ...parts,
    _expandable: {
      ...expandableOf(site, attachment.id, content?.spaceId ?? '', ['metadata', ...Object.keys(parts)]),
      ...('container' in parts ? {} : { container: `/rest/api/content/${attachment.contentId}` }),
    },
    _links: {
      ...attachmentLinks(attachment),
      self: `${wikiBase(site)}/rest/api/content/${attachment.id}`,
    },
  };
}
