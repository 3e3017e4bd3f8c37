import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { attachmentNamed } from '../model/attachments.ts';
import type { Person } from '../model/entities.ts';
import { webui } from '../model/links.ts';
import { canRead, canReadSpace } from '../model/permissions.ts';
import type { Site } from '../model/site.ts';
import { spaceByKey } from '../model/spaces.ts';
import { attachmentAnswer } from './attachment-answer.ts';
import { contentMain } from './content-page.ts';
import { type Html, layout, notFoundMain } from './layout.ts';
import { personMain } from './person-page.ts';
import { spaceContentsMain, spaceListMain } from './space-pages.ts';
import { styleSheet } from './style-sheet.ts';
import { contentIdOfTiny } from './tiny-link.ts';
import { chooseViewer, viewerOf } from './viewer.ts';

const policy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The site for people with a browser: plain pages without scripts that show what a chosen person may read. Nobody signs in;
 * the chosen person is remembered in a cookie.
 */
export function siteRoutes(site: Site): Hono {
  const app = new Hono();
  const base = site.contextPath;

  const show = (
    c: Context,
    title: string,
    main: (viewer: Person) => Html | null,
  ): Response | Promise<Response> => {
    const viewer = viewerOf(c, site);
    const body = viewer === null ? html`<p>This site has no people yet.</p>` : main(viewer);
    c.header('content-security-policy', policy);
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
    if (body === null) return c.html(layout(site, viewer, c.req.path, 'Page not found', notFoundMain()), 404);
    return c.html(layout(site, viewer, c.req.path, title, body));
  };

  const showContent = (c: Context): Response | Promise<Response> => {
    const content = site.contents.get(c.req.param('id') ?? '');
    return show(c, content?.title ?? '', (viewer) => {
      if (content === undefined || !canRead(site, viewer, content)) return null;
      if (spaceByKey(site, c.req.param('key') ?? '')?.id !== content.spaceId) return null;
      return contentMain(site, viewer, content, Number(c.req.query('version')) || null);
    });
  };

  const chosen = async (c: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const name = c.req.query('as');
    if (name === undefined) {
      await next();
      return undefined;
    }
    chooseViewer(c, site, name);
    return c.redirect(c.req.path, 303);
  };

  if (base !== '') app.get('/', (c) => c.redirect(base, 302));
  app.get(`${base}/sandbox-site.css`, (c) =>
    c.body(styleSheet, 200, { 'content-type': 'text/css; charset=utf-8' }),
  );
  app.get(base === '' ? '/' : base, chosen, (c) =>
    show(c, 'Spaces', (viewer) => spaceListMain(site, viewer)),
  );
  for (const path of [`${base}/spaces/:key`, `${base}/spaces/:key/overview`]) {
    app.get(path, chosen, (c) => {
      const space = spaceByKey(site, c.req.param('key') ?? '');
      return show(c, space?.key ?? '', (viewer) => {
        if (space === undefined || !canReadSpace(site, viewer, space)) return null;
        const home = site.contents.get(space.homepageId ?? '');
        const top =
          home !== undefined && canRead(site, viewer, home)
            ? contentMain(site, viewer, home, Number(c.req.query('version')) || null)
            : html`<h1>${space.name}</h1>`;
        return html`${top}${spaceContentsMain(site, viewer, space)}`;
      });
    });
  }
  for (const path of [
    `${base}/spaces/:key/pages/:id/:slug?`,
    `${base}/spaces/:key/blog/:year/:month/:day/:id/:slug?`,
    `${base}/spaces/:key/:kind{folder|whiteboard|database|embed}/:id`,
  ]) {
    app.get(path, chosen, showContent);
  }
  app.get(`${base}/people/:accountId`, chosen, (c) => {
    const person = site.people.get(c.req.param('accountId') ?? '');
    return show(c, person?.displayName ?? '', (viewer) =>
      person === undefined ? null : personMain(site, viewer, person),
    );
  });
  for (const path of ['/x/:tiny', `${base}/x/:tiny`, `${base}/pages/viewpage.action`]) {
    app.get(path, chosen, (c) => {
      const id = c.req.query('pageId') ?? contentIdOfTiny(c.req.param('tiny') ?? '');
      const content = site.contents.get(id ?? '');
      const viewer = viewerOf(c, site);
      if (content === undefined || viewer === null || !canRead(site, viewer, content))
        return show(c, '', () => null);
      return c.redirect(`${base}${webui(site, content)}`, 302);
    });
  }
  app.get(`${base}/sandbox-files/:id/:name`, (c) => {
    const content = site.contents.get(c.req.param('id'));
    const viewer = viewerOf(c, site);
    const attachment = attachmentNamed(site, content?.id ?? '', c.req.param('name'));
    if (content === undefined || attachment === undefined || !canRead(site, viewer, content))
      return show(c, '', () => null);
    return attachmentAnswer(c, attachment);
  });
  return app;
}
