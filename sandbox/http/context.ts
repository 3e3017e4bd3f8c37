import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Access } from '../atlassian/access.ts';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

/** What every route finds in its hono context. Authentication has happened: `person` is who calls. */
export interface RouteEnv {
  Variables: {
    site: Site;
    person: Person;
    /** On Cloud: what the caller's credentials are good for. */
    access?: Access;
    /** A fault: reads of pages answer the version before the current one. */
    staleRead?: boolean;
  };
  Bindings: HttpBindings;
}

export type RouteContext = Context<RouteEnv>;
