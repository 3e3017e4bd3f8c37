import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { enumListParam, enumParam, optionalIntParam } from '../http/query.ts';
import { commentsOn, commentsOnAttachment, repliesTo } from '../model/comments.ts';
import type { Comment } from '../model/entities.ts';
import { canReadComment } from '../model/permissions.ts';
import { Refusal } from '../model/refusal.ts';
import { listFormats, singleFormats } from '../model/body-in.ts';
import { attachmentOfPath } from './attachment-find.ts';
import { commentKinds, commentOfPath } from './comment-find.ts';
import { commentJson } from './comment-json.ts';
import { embedded } from './embedded.ts';
import { collectionOf, contentOfPath } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';
import { commentOperations } from '../model/permitted-operations.ts';
import { propertyJson } from './property-json.ts';
import { singleAnswer } from './single-answer.ts';
import { sorted } from './sorted.ts';
import { listedVersionJson } from './version-json.ts';

/** Reads of footer and inline comments: of the site, of a page or post, replies, one. */
export function commentReadRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of commentKinds) {
    const path = `/${kind}-comments`;
    routes.get(path, (c) => {
      const all = [...c.get('site').comments.values()];
      return commentList(
        c,
        all.filter((comment) => comment.kind === kind),
      );
    });
    for (const content of ['page', 'blogpost'] as const) {
      routes.get(`/${collectionOf[content]}/:id${path}`, (c) => {
        const states: string[] =
          kind === 'inline'
            ? enumListParam(c, 'resolution-status', ['resolved', 'open', 'dangling', 'reopened'])
            : [];
        const comments = commentsOn(c.get('site'), contentOfPath(c, content).id, kind);
        return commentList(
          c,
          comments.filter(
            (comment) => states.length === 0 || states.includes(comment.inline?.resolution ?? ''),
          ),
        );
      });
    }
    routes.get(`${path}/:id/children`, (c) =>
      commentList(c, repliesTo(c.get('site'), commentOfPath(c, kind))),
    );
    routes.get(`${path}/:id`, (c) => singleAnswer(c, oneComment(c, commentOfPath(c, kind))));
  }
  routes.get('/attachments/:id/footer-comments', (c) =>
    commentList(c, commentsOnAttachment(c.get('site'), attachmentOfPath(c).id)),
  );
  return routes;
}

function commentList(c: RouteContext, comments: readonly Comment[]): Response {
  const [site, person] = [c.get('site'), c.get('person')];
  const format = enumParam(c, 'body-format', listFormats);
  const asked: string[] = enumListParam(c, 'status', [
    'current',
    'archived',
    'trashed',
    'deleted',
    'historical',
    'draft',
  ]);
  const rows = comments.filter(
    (comment) =>
      (asked.length === 0 || asked.includes(comment.status)) && canReadComment(site, person, comment),
  );
  return pagedAnswer(c, {
    rows: sorted(c, rows, {
      'created-date': (comment) => comment.createdAt,
      'modified-date': (comment) => comment.versions.at(-1)?.createdAt ?? comment.createdAt,
    }),
    idOf: (comment) => comment.id,
    render: (comment) => commentJson(site, person, comment, format),
  });
}

function oneComment(c: RouteContext, comment: Comment): Record<string, unknown> {
  const [site, person] = [c.get('site'), c.get('person')];
  const number = optionalIntParam(c, 'version');
  const version =
    comment.versions.find((candidate) => candidate.number === number) ?? comment.versions.at(-1);
  if (number !== null && version?.number !== number) {
    throw new Refusal('not-found', `Cannot find version [${number}] of the comment`);
  }
  const json = commentJson(site, person, comment, enumParam(c, 'body-format', singleFormats), version);
  const parts = embedded(c, {
    properties: () => [...comment.properties.values()].map(propertyJson),
    operations: () => commentOperations(site, person, comment),
    likes: () => [],
    versions: () => comment.versions.toReversed().map(listedVersionJson),
  });
  // An inline comment's own properties and the embedded list share one name.
  const { properties, ...others } = parts;
  return properties === undefined
    ? { ...json, ...others }
    : { ...json, ...others, properties: Object.assign({}, json['properties'], properties) };
}
