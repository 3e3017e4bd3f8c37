import type { Random } from '../../kernel/random.ts';
import { newCookieValue, readCookie, setCookie } from './cookies.ts';
import { checkOwnForm, formTokenOf } from './own-page.ts';

/** Forms shown before anybody has signed in: bound to the browser, so that no other site can sign somebody in (or in as another). */
export interface BrowserForms {
  /** The token for forms of a page, and the cookie that goes with it where the browser has none yet. */
  open(request: Request): { readonly token: string; readonly setCookie?: string };
  /** Raises `denied` for a form that did not come from a page of ours in this browser. */
  check(request: Request, token: string | undefined): void;
}

export function createBrowserForms(parts: {
  readonly random: Random;
  /** Weir's own address. */
  readonly address: () => string;
}): BrowserForms {
  const { random, address } = parts;
  return {
    open(request) {
      const known = readCookie(request, 'browser', address());
      if (known !== undefined) return { token: formTokenOf(known) };
      const fresh = newCookieValue(random);
      return { token: formTokenOf(fresh), setCookie: setCookie('browser', fresh, address()) };
    },
    check(request, token) {
      checkOwnForm(request, { cookie: readCookie(request, 'browser', address()), token, address: address() });
    },
  };
}
