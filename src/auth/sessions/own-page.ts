import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../kernel/app-error.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request may come from a page of ours. Browsers say where a form was sent from in two headers that pages cannot
 * forge; what says nothing of itself (a program, a very old browser) is left to the form token.
 */
export function comesFromOwnPage({ headers }: Request, address: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  return origin === null || isOwnOrigin(origin, headers.get('host'), address);
}

/** A demo without a public address is reached under each name of the loopback; each is its own origin. */
function isOwnOrigin(origin: string, host: string | null, address: string): boolean {
  const own = new URL(address);
  if (origin === own.origin) return true;
  if (own.protocol !== 'http:' || !loopback.has(own.hostname) || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.protocol === 'http:' && loopback.has(from.hostname) && from.host === host;
}

/** What a form carries so that no other site can send it: known only to whoever can read the cookie or the page. */
export function formTokenOf(cookie: string): string {
  return createHmac('sha256', cookie).update('weir form').digest('base64url');
}

/** Raises `denied` for a form that is not of a page of ours in the browser that has this cookie. */
export function checkOwnForm(
  request: Request,
  sent: {
    readonly cookie: string | undefined;
    readonly token: string | undefined;
    readonly address: string;
  },
): void {
  const { cookie, token, address } = sent;
  const isKnown = cookie !== undefined && token !== undefined && sameText(formTokenOf(cookie), token);
  if (isKnown && comesFromOwnPage(request, address)) return;
  throw new AppError('denied', 'This form does not come from a page that Weir showed to this browser.', {
    nextStep: 'Open the page again and repeat what you did. Cookies must be allowed for this address.',
  });
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
