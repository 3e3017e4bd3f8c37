import { AppError } from '../kernel/app-error.ts';
import type { Platform } from './ports.ts';

/** Where a Confluence is, as far as its address tells. */
export interface SiteAddress {
  /** A guess: a host that is not Atlassian's is taken for Cloud only if its path starts with /wiki. */
  readonly platform: Platform;
  /** Where people go, without a trailing slash: `https://acme.atlassian.net/wiki`. Unknown for an API address. */
  readonly siteUrl?: string;
  /** Where requests go, without a trailing slash. For Data Center the base address with its context path. */
  readonly apiBase: string;
  /** Known from an API address only. */
  readonly cloudId?: string;
}

/** First path segments of Confluence's own pages; what stands before one is the context path of a Data Center. */
const ownSegments = new Set([
  'display',
  'pages',
  'spaces',
  'x',
  'rest',
  'plugins',
  'download',
  'label',
  'login.action',
  'index.action',
  'dashboard.action',
  'dashboard',
  'dosearchsite.action',
  'admin',
  'users',
]);

/**
 * The address of a Confluence from whatever people type or paste: `acme`, `acme.atlassian.net`, the link of a page, a
 * Data Center's base address with its context path, or an API address.
 * Raises `invalid_input` for what is none of these, and for an address that carries a user and password.
 */
export function siteAddress(input: string): SiteAddress {
  const url = parse(input.trim());
  if (url.username !== '' || url.password !== '') {
    throw invalid('The site address must not carry a user or a password.');
  }
  if (url.hostname === 'api.atlassian.com') return fromApiAddress(url);
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  if (url.hostname.endsWith('.atlassian.net') || (segments[0] === 'wiki' && !isDataCenterPath(segments))) {
    return { platform: 'cloud', siteUrl: `${url.origin}/wiki`, apiBase: url.origin };
  }
  const own = segments.findIndex((segment) => ownSegments.has(segment.toLowerCase()));
  const context = own < 0 ? segments : segments.slice(0, own);
  const base = [url.origin, ...context].join('/');
  return { platform: 'datacenter', siteUrl: base, apiBase: base };
}

/** Addresses of pages as only Data Center makes them, since its context path may be `/wiki` too. */
function isDataCenterPath(segments: readonly string[]): boolean {
  return segments[1] === 'display' || segments.some((segment) => segment.endsWith('.action'));
}

/** `https://api.atlassian.com/ex/confluence/{cloudId}`, with or without a path behind it. */
function fromApiAddress(url: URL): SiteAddress {
  const cloudId = /^\/ex\/confluence\/([0-9a-f-]{36})(?:\/|$)/i.exec(url.pathname)?.[1];
  if (cloudId === undefined)
    throw invalid('An API address looks like https://api.atlassian.com/ex/confluence/{cloudId}.');
  return { platform: 'cloud', apiBase: `${url.origin}/ex/confluence/${cloudId}`, cloudId };
}

function parse(text: string): URL {
  if (/^[a-z0-9][a-z0-9-]*$/i.test(text) && text.toLowerCase() !== 'localhost') {
    return new URL(`https://${text.toLowerCase()}.atlassian.net`);
  }
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const local = /^(localhost|127\.|\[::1\])/i.test(text);
  const candidate = scheme ? text : `${local ? 'http' : 'https'}://${text}`;
  if (/\s/.test(text) || !URL.canParse(candidate))
    throw invalid('This is not the address of a Confluence site.');
  const url = new URL(candidate);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw invalid('A site address starts with https://.');
  return url;
}

function invalid(message: string): AppError {
  return new AppError('invalid_input', message, {
    nextStep:
      'Give it as yoursite.atlassian.net, or as the base address of a Data Center such as https://wiki.example.com/confluence.',
  });
}
