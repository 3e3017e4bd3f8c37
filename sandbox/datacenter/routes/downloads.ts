import { Hono } from 'hono';
import type { RouteEnv } from '../../http/context.ts';
import { optionalIntParam } from '../../http/query.ts';
import { attachmentNamed, currentFile } from '../../model/attachments.ts';
import { visibleContent } from '../../model/find-content.ts';
import { wikiBase } from '../../model/links.ts';
import { containerPage } from '../html-answers.ts';
import { isAnonymous } from '../logins.ts';

/** Files themselves: answered with the caller's own credentials, without a redirect as on Cloud. */
export function downloadRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  for (const kind of ['attachments', 'thumbnails']) {
    routes.get(`/download/${kind}/:id/:name`, (c) => {
      const { site, person } = c.var;
      const content = visibleContent(site, person, c.req.param('id'));
      const attachment =
        content === undefined ? undefined : attachmentNamed(site, content.id, c.req.param('name'));
      const number = optionalIntParam(c, 'version');
      const version =
        attachment === undefined || number === null
          ? attachment && currentFile(attachment)
          : attachment.versions.find((candidate) => candidate.number === number);
      if (attachment === undefined || version === undefined) {
        if (!isAnonymous(person)) return containerPage(c, 404, 'Not Found');
        // Visitors are asked to sign in, whatever lies there.
        const destination = encodeURIComponent(c.req.path.slice(site.contextPath.length));
        const login = `${wikiBase(site)}/login.action?os_destination=${destination}&permissionViolation=true`;
        return c.redirect(login, 302);
      }
      return c.body(new Uint8Array(version.bytes), 200, {
        'content-type': attachment.mediaType,
        'content-length': String(version.bytes.byteLength),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.title)}`,
      });
    });
  }
  return routes;
}
