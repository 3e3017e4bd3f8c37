import { Hono } from 'hono';
import type { RouteContext, RouteEnv } from '../http/context.ts';
import type { Person } from '../model/entities.ts';
import { wikiBase } from '../model/links.ts';
import { Refusal } from '../model/refusal.ts';
import { changed } from '../model/site.ts';
import { expandOf } from './expand.ts';
import { contentOfPath, spaceOfPath } from './find.ts';
import { userJson } from './person-json.ts';

const one = '/relation/:name/from/user/:user/to/:type/:key';

/** The one relation that Confluence has: `favourite`, in this spelling, from people to content and spaces (facts: confluence-api §8). */
export function relationRoutes(): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();
  routes.get(one, (c) => {
    const relation = relationOf(c);
    if (!c.get('site').favourites.has(relation.entry)) {
      throw new Refusal('not-found', 'The relationship does not exist');
    }
    return c.json(relationJson(c, relation));
  });
  routes.put(one, (c) => {
    const relation = relationOf(c);
    c.get('site').favourites.add(relation.entry);
    changed(c.get('site'));
    return c.json(relationJson(c, relation));
  });
  routes.delete(one, (c) => {
    c.get('site').favourites.delete(relationOf(c).entry);
    changed(c.get('site'));
    return c.body(null, 204);
  });
  // Measured: both listings are documented and not there (facts: confluence-api §3.2).
  for (const listing of [
    '/relation/:name/from/user/:user/to/:type',
    '/relation/:name/to/:type/:key/from/:source',
  ]) {
    routes.get(listing, () => {
      throw new Refusal('not-implemented', 'find relations not implemented for Favourites');
    });
  }
  return routes;
}

interface FavouriteRelation {
  readonly person: Person;
  /** As the site keeps it. */
  readonly entry: string;
  /** Path of what is loved, below the context. */
  readonly target: string;
}

function relationOf(c: RouteContext): FavouriteRelation {
  const { people } = c.get('site');
  if (c.req.param('name') !== 'favourite') {
    throw new Refusal('not-found', `No relation found with name: ${c.req.param('name') ?? ''}`);
  }
  const user = c.req.param('user') ?? '';
  const person = user === 'current' ? c.get('person') : people.get(user);
  if (person === undefined) throw new Refusal('not-found', `No user found with key : ${user}`);
  if (c.req.param('type') === 'space') {
    const { key } = spaceOfPath(c, 'key');
    return { person, entry: `${person.accountId} space:${key}`, target: `/rest/api/space/${key}` };
  }
  const { id } = contentOfPath(c, 'key');
  return { person, entry: `${person.accountId} ${id}`, target: `/rest/api/content/${id}` };
}

// Only the source is ever expanded, as measured; the target stays a link.
function relationJson(c: RouteContext, { person, target }: FavouriteRelation): Record<string, unknown> {
  const site = c.get('site');
  const source = `/rest/api/user?accountId=${encodeURIComponent(person.accountId)}`;
  const expanded = expandOf(c).has('source');
  return {
    name: 'favourite',
    ...(expanded ? { source: userJson(site, person, c.get('person')) } : {}),
    _expandable: { relationData: '', ...(expanded ? {} : { source }), target },
    _links: {
      self: `${wikiBase(site)}${c.req.path.replace(/^\/wiki/, '')}`,
      base: wikiBase(site),
      context: '/wiki',
    },
  };
}
