import { Hono } from 'hono';
import type { RouteEnv } from '../../http/context.ts';
import { deleteVersion } from '../../model/versions.ts';
import { Refusal } from '../../model/refusal.ts';
import { contentOfPath, itemOfPath, noContent, writableContentOfPath, type Item } from '../find.ts';
import { contentJson } from '../json/content-json.ts';
import { expandOf, expandOrDefault } from '../json/expand.ts';
import { historyJson, type Versioned } from '../json/history-json.ts';
import { attachmentId } from '../json/links.ts';
import { shownVersion } from '../json/shown.ts';
import { versionJson } from '../json/version-json.ts';
import { viewFor } from '../json/view-of.ts';
import { listJson } from '../list-answer.ts';

/** History in short, and the deletion of one version. */
export function versionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/history', (c) => {
    const expand = expandOrDefault(c, 'previousVersion', 'nextVersion', 'lastUpdated');
    return c.json(historyJson(c.get('site'), versionedOf(itemOfPath(c)), expand));
  });
  routes.delete('/content/:id/version/:number', (c) => {
    const content = writableContentOfPath(c);
    const number = Number(c.req.param('number'));
    if (!Number.isSafeInteger(number) || number < 1)
      throw new Refusal('invalid', `Invalid version number: ${c.req.param('number')}`);
    deleteVersion(c.get('site'), content, number);
    return c.body(null, 204);
  });
  return routes;
}

/**
 * `/rest/experimental/content/{id}/version`: Data Center lists versions nowhere else; below `/rest/api` there is only the
 * deletion of one. Newest first.
 */
export function experimentalVersionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get('/content/:id/version', (c) => {
    const { id, versions } = versionedOf(itemOfPath(c));
    return c.json(
      listJson(c, {
        rows: versions.toReversed(),
        render: (version) => versionJson(c.get('site'), version, id),
        maxLimit: 200,
      }),
    );
  });
  routes.get('/content/:id/version/:number', (c) => {
    const item = itemOfPath(c);
    const { id, versions } = versionedOf(item);
    const version = versions.find(({ number }) => number === Number(c.req.param('number')));
    if (version === undefined) throw noContent(id);
    const json = versionJson(c.get('site'), version, id);
    const shown = item.kind === 'content' ? shownVersion(item.content, version.number) : null;
    if (shown === null || !expandOf(c).has('content')) return c.json(json);
    const content = contentJson(viewFor(c), contentOfPath(c), expandOf(c).below('content'), shown);
    return c.json({ ...json, content, _expandable: {} });
  });
  return routes;
}

function versionedOf(item: Item): Versioned {
  switch (item.kind) {
    case 'content':
      return item.content;
    case 'comment':
      return item.comment;
    case 'attachment': {
      const { attachment } = item;
      const authorId = attachment.versions[0]?.authorId ?? '';
      return { ...attachment, id: attachmentId(attachment), authorId };
    }
  }
}
