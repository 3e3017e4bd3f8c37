import { AppError } from '../../kernel/app-error.ts';
import type { Random } from '../../kernel/random.ts';
import {
  deleteOtherSessions,
  deleteSession,
  evictSessions,
  findSession,
  insertSession,
  listSessions,
  touchSession,
} from '../../store/browser-sessions.ts';
import type { Store } from '../../store/open-store.ts';
import type { BrowserSession, BrowserSessions, SignInMethod } from './browser-session.ts';
import { forgetCookie, hashOf, newCookieValue, readCookie, setCookie } from './cookies.ts';
import { checkOwnForm, formTokenOf } from './own-page.ts';

/** Milliseconds. A session ends when it was not used for `idle`, and `absolute` after signing in however much it is used. */
export interface SessionLifetimes {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

const hour = 3_600_000;
/** A working day without a new sign-in, a working week with daily use. */
export const defaultLifetimes: SessionLifetimes = { idleMs: 12 * hour, absoluteMs: 7 * 24 * hour };

/** Milliseconds between two notes that a session was used. */
const seenPrecisionMs = 60_000;

/** A session as its owner sees it. */
export interface OwnSession {
  readonly method: SignInMethod;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  /** Of the browser that asks. */
  readonly isCurrent: boolean;
}

/** What an account's own page may do with its sessions. */
export interface AccountSessions extends BrowserSessions {
  list(request: Request, accountId: string): Promise<readonly OwnSession[]>;
  /** Signs out everywhere, or everywhere but in the browser of `keep`; answers how many sessions ended. */
  endAll(accountId: string, keep?: Request): Promise<number>;
}

export function createBrowserSessions(parts: {
  readonly store: Store;
  readonly random: Random;
  /** Weir's own address: decides the kind of cookies. */
  readonly address: () => string;
  readonly lifetimes?: SessionLifetimes;
}): AccountSessions {
  const { store, random, address } = parts;
  const { idleMs, absoluteMs } = parts.lifetimes ?? defaultLifetimes;
  const cookieOf = (request: Request): string | undefined => readCookie(request, 'session', address());
  const living = (now: number) => ({ now, seenAfter: now - idleMs });

  return {
    async of(request): Promise<BrowserSession | undefined> {
      const cookie = cookieOf(request);
      if (cookie === undefined) return undefined;
      const now = await store.now();
      const session = await findSession(store.db, hashOf(cookie), living(now));
      if (!session) return undefined;
      if (now - session.lastSeenAt >= seenPrecisionMs) await touchSession(store.db, session.idHash, now);
      const { accountId, email, name, isOperator, signedInAt } = session;
      return { accountId, email, name, isOperator, method: methodOf(session.method), signedInAt };
    },

    async start(accountId, method, before) {
      const now = await store.now();
      const left = before && cookieOf(before);
      if (left !== undefined) await deleteSession(store.db, hashOf(left));
      await evictSessions(store.db, living(now));
      const cookie = newCookieValue(random);
      await insertSession(store.db, {
        idHash: hashOf(cookie),
        accountId,
        method,
        signedInAt: now,
        expiresAt: now + absoluteMs,
      });
      return setCookie('session', cookie, address());
    },

    async end(request) {
      const cookie = cookieOf(request);
      if (cookie !== undefined) await deleteSession(store.db, hashOf(cookie));
      return forgetCookie('session', address());
    },

    formToken(request) {
      const cookie = cookieOf(request);
      return cookie === undefined ? '' : formTokenOf(cookie);
    },

    checkForm(request, token) {
      checkOwnForm(request, { cookie: cookieOf(request), token, address: address() });
    },

    async list(request, accountId) {
      const cookie = cookieOf(request);
      const current = cookie === undefined ? undefined : hashOf(cookie);
      const sessions = await listSessions(store.db, accountId, living(await store.now()));
      return sessions.map(({ idHash, method, signedInAt, lastSeenAt }) => ({
        method: methodOf(method),
        signedInAt,
        lastSeenAt,
        isCurrent: idHash === current,
      }));
    },

    async endAll(accountId, keep) {
      const cookie = keep && cookieOf(keep);
      return deleteOtherSessions(store.db, accountId, cookie === undefined ? undefined : hashOf(cookie));
    },
  };
}

const methods: readonly SignInMethod[] = ['link', 'passkey', 'password', 'oidc', 'atlassian'];

function methodOf(stored: string): SignInMethod {
  const method = methods.find((known) => known === stored);
  if (method) return method;
  throw new AppError('internal', 'A row of the database does not hold what Weir wrote there.', {
    nextStep: 'An administrator finds the column in the log; restoring a backup repairs it.',
    detail: 'browser_sessions.method',
  });
}
