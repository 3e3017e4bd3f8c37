import { getCookie, setCookie } from 'hono/cookie';
import type { RouteContext } from '../../http/context.ts';
import type { Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';

/** A browser that signed in. */
export interface Session {
  readonly person: Person;
  /** Guards the forms of the session. */
  readonly token: string;
}

export interface Sessions {
  /** Signs a browser in. */
  start(c: RouteContext, person: Person): void;
  of(c: RouteContext): Session | undefined;
}

const cookieName = 'JSESSIONID';

export function createSessions(site: Site): Sessions {
  const sessions = new Map<string, { readonly userKey: string; readonly token: string }>();
  const random = (): string => Buffer.from(site.random.bytes(16)).toString('hex');
  return {
    start: (c, person) => {
      const id = random().toUpperCase();
      sessions.set(id, { userKey: person.accountId, token: random() });
      const path = site.contextPath === '' ? '/' : site.contextPath;
      setCookie(c, cookieName, id, { path, httpOnly: true, sameSite: 'Lax' });
    },
    of: (c) => {
      const session = sessions.get(getCookie(c, cookieName) ?? '');
      const person = site.people.get(session?.userKey ?? '');
      return session === undefined || person === undefined ? undefined : { person, token: session.token };
    },
  };
}
