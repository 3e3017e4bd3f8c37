import { Hono } from 'hono';
import { z } from 'zod';
import type { RouteEnv } from '../http/context.ts';
import { readJson } from '../http/read-json.ts';
import { wikiBase } from '../model/links.ts';
import { Refusal } from '../model/refusal.ts';
import { currentVersion } from '../model/update-content.ts';
import { deleteVersion, restoreVersion } from '../model/versions.ts';
import { contentJson } from './content-json.ts';
import { expandOf } from './expand.ts';
import { writableContentOfPath } from './find.ts';
import { versionJson } from './version-json.ts';

const restoreAsked = z.looseObject({
  operationKey: z.literal('restore'),
  params: z.looseObject({
    versionNumber: z.coerce.number().int(),
    message: z.string().default(''),
    restoreTitle: z.boolean().default(false),
  }),
});

/** Versions are restored and deleted through v1 only. */
export function versionRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.post('/content/:id/version', async (c) => {
    const { params } = await readJson(c, restoreAsked);
    const [site, person] = [c.get('site'), c.get('person')];
    const content = writableContentOfPath(c);
    restoreVersion(site, content, params.versionNumber, { ...params, author: person.accountId });
    const json = versionJson(site, person, currentVersion(content), content.id);
    const links = {
      base: wikiBase(site),
      context: '/wiki',
      self: `${wikiBase(site)}/rest/api/content/${content.id}`,
    };
    return c.json({
      ...json,
      content: contentJson(site, person, content, expandOf(c).below('content')),
      _links: links,
    });
  });

  routes.delete('/content/:id/version/:number', (c) => {
    const number = Number(c.req.param('number'));
    if (!Number.isSafeInteger(number)) throw new Refusal('invalid', 'The version number is not a number');
    deleteVersion(c.get('site'), writableContentOfPath(c), number);
    return c.body(null, 204);
  });
  return routes;
}
