import { isoTime } from '../http/iso-time.ts';
import type { Comment, Person } from '../model/entities.ts';
import { webui } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import type { BodyFormat } from '../model/body-in.ts';
import { bodyJson } from './body-json.ts';
import { versionJson } from './version-json.ts';

/** A footer or inline comment in v2's JSON; replies name their parent, inline comments their state and text. */
export function commentJson(
  site: Site,
  person: Person,
  comment: Comment,
  format: BodyFormat | null,
  version: Comment['versions'][number] | undefined = comment.versions.at(-1),
): Record<string, unknown> {
  const content = site.contents.get(comment.contentId);
  const container = content?.kind === 'blogpost' ? 'blogPostId' : 'pageId';
  const place =
    comment.attachmentId === null
      ? { [container]: comment.contentId }
      : { attachmentId: comment.attachmentId };
  const anchor = `focusedCommentId=${comment.id}`;
  return {
    id: comment.id,
    status: comment.status,
    title: `Re: ${content?.title ?? ''}`,
    ...place,
    ...(comment.parentCommentId === null ? {} : { parentCommentId: comment.parentCommentId }),
    ...(version === undefined ? {} : { version: versionJson(version) }),
    body: bodyJson(
      site,
      person,
      {
        storage: version?.storage ?? comment.storage,
        of: { id: comment.contentId, spaceId: content?.spaceId ?? '' },
      },
      format,
    ),
    ...inlineJson(site, comment),
    _links: { webui: content === undefined ? '' : `${webui(site, content)}?${anchor}` },
  };
}

// Footer comments carry a resolution status too; both spellings of the marker are on the wire (facts: confluence-api §8, §11).
function inlineJson(site: Site, comment: Comment): Record<string, unknown> {
  if (comment.kind === 'footer') return { resolutionStatus: 'open' };
  const root = comment.parentCommentId === null ? comment : site.comments.get(comment.parentCommentId);
  const inline = comment.inline ?? root?.inline ?? null;
  if (inline === null) return {};
  return {
    resolutionStatus: inline.resolution,
    ...(inline.resolvedBy === null ? {} : { resolutionLastModifierId: inline.resolvedBy }),
    ...(inline.resolvedAt === null ? {} : { resolutionLastModifiedAt: isoTime(inline.resolvedAt) }),
    properties: {
      inlineMarkerRef: inline.markerRef,
      inlineOriginalSelection: inline.selection,
      'inline-marker-ref': inline.markerRef,
      'inline-original-selection': inline.selection,
    },
  };
}
