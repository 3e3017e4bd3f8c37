import { isoTime } from '../http/iso-time.ts';
import type { Comment, Person } from '../model/entities.ts';
import { webui, wikiBase } from '../model/links.ts';
import type { Site } from '../model/site.ts';
import { bodyIn, singleFormats } from '../model/body-in.ts';
import { arisOf, contentJson, expandableOf } from './content-json.ts';
import { nothing, type Expand } from './expand.ts';
import { userJsonById } from './person-json.ts';
import { versionJson } from './version-json.ts';

/** A comment in v1's JSON, which calls it a content. */
export function commentJson(
  site: Site,
  asker: Person,
  comment: Comment,
  expand: Expand,
): Record<string, unknown> {
  const content = site.contents.get(comment.contentId);
  const version = comment.versions.at(-1);
  const parts: Record<string, unknown> = {};
  if (expand.has('version') && version !== undefined)
    parts['version'] = versionJson(site, asker, version, comment.id);
  if (expand.has('history')) {
    parts['history'] = {
      latest: true,
      createdBy: userJsonById(site, comment.authorId, asker),
      createdDate: isoTime(comment.createdAt),
    };
  }
  if (expand.has('ancestors')) {
    parts['ancestors'] = answeredBy(site, comment).map((above) => commentJson(site, asker, above, nothing));
  }
  if (expand.has('container') && content !== undefined)
    parts['container'] = contentJson(site, asker, content);
  if (expand.has('body')) {
    const kept = { storage: comment.storage, of: { id: comment.contentId, spaceId: content?.spaceId ?? '' } };
    parts['body'] = Object.fromEntries(
      singleFormats
        .filter((format) => expand.has(`body.${format}`))
        .map((format) => [
          format,
          {
            value: bodyIn(site, asker, kept, format),
            representation: format,
            embeddedContent: [],
            _expandable: {},
          },
        ]),
    );
  }
  return {
    id: comment.id,
    type: 'comment',
    ...arisOf(site, 'comment', comment.id),
    status: comment.status,
    title: `Re: ${content?.title ?? ''}`,
    macroRenderedOutput: {},
    extensions: {
      location: comment.kind,
      ...(comment.inline === null
        ? {}
        : {
            inlineProperties: {
              originalSelection: comment.inline.selection,
              markerRef: comment.inline.markerRef,
            },
            resolution: { status: comment.inline.resolution },
          }),
    },
    ...parts,
    _expandable: expandableOf(site, comment.id, content?.spaceId ?? '', Object.keys(parts)),
    _links: {
      self: `${wikiBase(site)}/rest/api/content/${comment.id}`,
      webui: content === undefined ? '' : `${webui(site, content)}?focusedCommentId=${comment.id}`,
    },
  };
}

/** The comments that a reply answers, from the top of the thread. */
function answeredBy(site: Site, comment: Comment): Comment[] {
  const parent = site.comments.get(comment.parentCommentId ?? '');
  return parent === undefined ? [] : [...answeredBy(site, parent), parent];
}
