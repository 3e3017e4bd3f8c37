import { currentFile } from '../../model/attachments.ts';
import { commentsOnAttachment } from '../../model/comments.ts';
import type { Attachment } from '../../model/entities.ts';
import { attachmentOperations } from '../../model/permitted-operations.ts';
import { expandableOf } from './expandable.ts';
import { nothing, type Expand } from './expand.ts';
import { historyJson } from './history-json.ts';
import { attachmentId, attachmentLinks } from './links.ts';
import { labelsJson } from './metadata-json.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';
import type { Json, View } from './view.ts';

/** An attachment, which the content API treats as content in a container. */
export function attachmentJson(view: View, attachment: Attachment, expand: Expand = nothing): Json {
  const { site } = view;
  const id = attachmentId(attachment);
  const file = currentFile(attachment);
  const parts = expandedParts(view, attachment, expand);
  const of = {
    id,
    spaceId: site.contents.get(attachment.contentId)?.spaceId ?? '',
    containerId: attachment.contentId,
  };
  return {
    id,
    type: 'attachment',
    status: attachment.status,
    title: attachment.title,
    ...parts,
    position: -1,
    metadata: {
      ...(file.comment === '' ? {} : { comment: file.comment }),
      mediaType: attachment.mediaType,
      ...(expand.has('metadata.labels') ? { labels: labelsJson(site, id, attachment.labels) } : {}),
    },
    extensions: { mediaType: attachment.mediaType, fileSize: file.bytes.byteLength, comment: file.comment },
    extractedTextLink: `/rest/api/content/${attachment.contentId}/child/attachment/${id}/extractedtext`,
    _links: attachmentLinks(site, attachment),
    _expandable: expandableOf(site, of, [...Object.keys(parts), 'metadata']),
  };
}

function expandedParts(view: View, attachment: Attachment, expand: Expand): Json {
  const { site, asker } = view;
  const id = attachmentId(attachment);
  const content = site.contents.get(attachment.contentId);
  const space = site.spaces.get(content?.spaceId ?? '');
  const authorId = attachment.versions[0]?.authorId ?? '';
  const parts: Json = {};
  const give = (name: string, value: (below: Expand) => unknown): void => {
    if (expand.has(name)) parts[name] = value(expand.below(name));
  };
  if (space !== undefined) give('space', (below) => spaceJson(view, space, below));
  if (content !== undefined) give('container', (below) => view.content(content, below));
  give('version', () => versionJson(site, currentFile(attachment), id));
  give('history', (below) => historyJson(site, { ...attachment, id, authorId }, below));
  give('ancestors', () => []);
  give('operations', () => attachmentOperations(site, asker, attachment));
  give('children', (below) => ({
    comment: {
      results: commentsOnAttachment(site, attachment.id).map((comment) =>
        view.comment(comment, below.below('comment')),
      ),
    },
    _expandable: {},
  }));
  return parts;
}
