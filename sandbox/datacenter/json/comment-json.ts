import { isoTime } from '../../http/iso-time.ts';
import { repliesTo, commentsOn } from '../../model/comments.ts';
import type { Comment } from '../../model/entities.ts';
import { commentOperations } from '../../model/permitted-operations.ts';
import type { Site } from '../../model/site.ts';
import { bodiesJson } from './bodies-json.ts';
import { expandableOf } from './expandable.ts';
import { nothing, type Expand } from './expand.ts';
import { historyJson } from './history-json.ts';
import { contentWebui, restLink } from './links.ts';
import { userJsonByKey } from './person-json.ts';
import { spaceJson } from './space-json.ts';
import { versionJson } from './version-json.ts';
import type { Json, View } from './view.ts';

/** A comment, which the content API treats as content in a container. */
export function commentJson(view: View, comment: Comment, expand: Expand = nothing): Json {
  const { site } = view;
  const content = site.contents.get(comment.contentId);
  const parts = expandedParts(view, comment, expand);
  const of = { id: comment.id, spaceId: content?.spaceId ?? '', containerId: comment.contentId };
  const webui = content === undefined ? '' : contentWebui(site, content);
  return {
    id: comment.id,
    type: 'comment',
    status: comment.status,
    title: `Re: ${content?.title ?? ''}`,
    ...parts,
    position: -1,
    extensions: extensionsJson(site, comment, expand.below('extensions')),
    _links: {
      webui: `${webui}?focusedCommentId=${comment.id}#comment-${comment.id}`,
      self: restLink(site, `/content/${comment.id}`),
    },
    _expandable: expandableOf(site, of, Object.keys(parts)),
  };
}

/** Everything said on content and on its files, replies included, oldest first. */
export function commentsBelow(site: Site, contentId: string): Comment[] {
  const roots = [...commentsOn(site, contentId, 'footer'), ...commentsOn(site, contentId, 'inline')];
  return roots.flatMap((comment) => withReplies(site, comment)).toSorted((a, b) => a.createdAt - b.createdAt);
}

export function withReplies(site: Site, comment: Comment): Comment[] {
  return [comment, ...repliesTo(site, comment).flatMap((reply) => withReplies(site, reply))];
}

function expandedParts(view: View, comment: Comment, expand: Expand): Json {
  const { site, asker } = view;
  const parts: Json = {};
  const give = (name: string, value: (below: Expand) => unknown): void => {
    if (expand.has(name)) parts[name] = value(expand.below(name));
  };
  const content = site.contents.get(comment.contentId);
  const space = site.spaces.get(content?.spaceId ?? '');
  const version = comment.versions.at(-1);
  if (space !== undefined) give('space', (below) => spaceJson(view, space, below));
  if (content !== undefined) give('container', (below) => view.content(content, below));
  give('history', (below) => historyJson(site, comment, below));
  if (version !== undefined) give('version', () => versionJson(site, version, comment.id));
  give('ancestors', () => ancestorsOf(site, comment).map((ancestor) => view.comment(ancestor)));
  give('operations', () => commentOperations(site, asker, comment));
  give('children', (below) => repliesJson(view, comment, below));
  const of = { id: comment.contentId, spaceId: content?.spaceId ?? '' };
  give('body', (below) => bodiesJson(site, asker, { storage: comment.storage, of }, below, comment.id));
  give('metadata', () => ({ _expandable: { currentuser: '', labels: '', properties: '' } }));
  return parts;
}

/** From the top of the thread down to the comment that is answered. */
function ancestorsOf(site: Site, comment: Comment): Comment[] {
  const parent = site.comments.get(comment.parentCommentId ?? '');
  return parent === undefined ? [] : [...ancestorsOf(site, parent), parent];
}

/** Answers to a comment, as `children` and `/child` show them. */
export function repliesJson(view: View, comment: Comment, expand: Expand): Json {
  const { site } = view;
  const path = `/content/${comment.id}/child`;
  const replies = repliesTo(site, comment);
  const results = replies.map((reply) => view.comment(reply, expand.below('comment')));
  const comments = { results, start: 0, limit: 25, size: results.length };
  return expand.has('comment')
    ? { comment: { ...comments, _links: { self: restLink(site, `${path}/comment`) } }, _expandable: {} }
    : { _links: { self: restLink(site, path) }, _expandable: { comment: `/rest/api${path}/comment` } };
}

function extensionsJson(site: Site, comment: Comment, expand: Expand): Json {
  const inline = comment.inline;
  if (inline === null) {
    const inherited = comment.kind === 'inline' ? { inlineProperties: '' } : {};
    return { location: comment.kind, _expandable: { ...inherited, resolution: '' } };
  }
  const parts: Json = {};
  if (expand.has('inlineProperties'))
    parts['inlineProperties'] = { originalSelection: inline.selection, markerRef: inline.markerRef };
  if (expand.has('resolution')) {
    parts['resolution'] = {
      status: inline.resolution,
      ...(inline.resolvedBy === null ? {} : { lastModifier: userJsonByKey(site, inline.resolvedBy) }),
      ...(inline.resolvedAt === null ? {} : { lastModifiedDate: isoTime(inline.resolvedAt) }),
    };
  }
  const rest = ['inlineProperties', 'resolution'].filter((name) => !(name in parts));
  return {
    location: 'inline',
    ...parts,
    _expandable: Object.fromEntries(rest.map((name) => [name, ''])),
  };
}
