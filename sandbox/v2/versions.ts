import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import { enumParam, pathId } from '../http/query.ts';
import type { Content } from '../model/entities.ts';
import { Refusal } from '../model/refusal.ts';
import { attachmentOfPath } from './attachment-find.ts';
import { listFormats } from '../model/body-in.ts';
import { bodyJson } from './body-json.ts';
import { commentKinds, commentOfPath } from './comment-find.ts';
import { collectionOf, contentOfPath } from './find.ts';
import { pagedAnswer } from './paged-answer.ts';
import { sorted } from './sorted.ts';
import { detailedVersionJson, listedVersionJson, type AnyVersion } from './version-json.ts';

/** Version lists, newest first, and single versions. */
export function versionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  for (const kind of ['page', 'blogpost'] as const) {
    const path = `/${collectionOf[kind]}/:id/versions`;
    routes.get(path, (c) => {
      const content = contentOfPath(c, kind);
      return versionList(c, content.versions, (version) => ({ [kind]: contentAt(c, content, version) }));
    });
    routes.get(`${path}/:number`, (c) => oneVersion(c, contentOfPath(c, kind).versions));
  }

  for (const kind of commentKinds) {
    const path = `/${kind}-comments/:id/versions`;
    routes.get(path, (c) => {
      const comment = commentOfPath(c, kind);
      const spaceId = c.get('site').contents.get(comment.contentId)?.spaceId ?? '';
      return versionList(c, comment.versions, (version) => ({
        comment: {
          id: comment.id,
          title: '',
          body: versionBody(c, version.storage, { id: comment.contentId, spaceId }),
        },
      }));
    });
    routes.get(`${path}/:number`, (c) => oneVersion(c, commentOfPath(c, kind).versions));
  }

  routes.get('/attachments/:id/versions', (c) => {
    const attachment = attachmentOfPath(c);
    return versionList(c, attachment.versions, () => ({
      attachment: { id: attachment.id, title: attachment.title },
    }));
  });
  routes.get('/attachments/:id/versions/:number', (c) => oneVersion(c, attachmentOfPath(c).versions));
  return routes;
}

function versionList<T extends AnyVersion>(
  c: RouteContext,
  versions: readonly T[],
  what: (version: T) => Record<string, unknown>,
): Response {
  return pagedAnswer(c, {
    rows: sorted(c, versions.toReversed(), { 'modified-date': (version) => version.createdAt }),
    idOf: (version) => String(version.number),
    render: (version) => ({ ...listedVersionJson(version), ...what(version) }),
  });
}

function oneVersion(c: RouteContext, versions: readonly AnyVersion[]): Response {
  const number = pathId(c, 'number');
  const version = versions.find((candidate) => candidate.number === Number(number));
  if (version === undefined) throw new Refusal('not-found', `Cannot find version [${number}]`);
  return c.json(detailedVersionJson(version, versions));
}

function contentAt(
  c: RouteContext,
  content: Content,
  version: Content['versions'][number],
): Record<string, unknown> {
  return {
    id: content.id,
    title: version.title,
    body: versionBody(c, version.storage, content),
  };
}

function versionBody(
  c: RouteContext,
  storage: string,
  of: { readonly id: string; readonly spaceId: string },
): Record<string, unknown> {
  return bodyJson(c.get('site'), c.get('person'), { storage, of }, enumParam(c, 'body-format', listFormats));
}
