import { html, raw } from 'hono/html';
import { createHash } from 'node:crypto';
import { formTokenField } from './form.ts';
import { styleSheet } from './style-sheet.ts';

/** A finished page and the content security policy it must be served with. */
export interface Page {
  readonly html: string;
  readonly contentPolicy: string;
}

export type Markup = ReturnType<typeof html>;

/** Who is shown as signed in, with the way out. */
export interface SignedIn {
  readonly name: string;
  readonly email: string;
  /** `formToken` of their session. */
  readonly formToken: string;
}

export interface PageOptions {
  /** `narrow`: one question in the middle of the window. `wide` when absent. */
  readonly layout?: 'wide' | 'narrow';
  /** Shows a bar with their pages and a button to sign out. */
  readonly signedIn?: SignedIn;
  /** Shows a bar that offers to sign in, where nobody is. */
  readonly offersSignIn?: boolean;
  /**
   * Whether the page has forms. They can be sent to ourselves alone, and so can what answers them with a redirect: where it
   * goes to another site, answer with `awayPage`.
   */
  readonly hasForms?: boolean;
  /** A script of ours, allowed by its hash; it may ask our own addresses. */
  readonly script?: string;
  /** An address that the page goes on to by itself. */
  readonly goOnTo?: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const styleHash = hashOf(styleSheet);

// Outside the template: the hash covers every byte, and a formatter may indent what stands inside.
const styleElement = raw(`<style>${styleSheet}</style>`);

/** Wraps a body in Weir's page; `title` is plain text. Nothing runs but the script given, and no other site may frame it. */
export async function page(title: string, body: Markup, options: PageOptions = {}): Promise<Page> {
  const { layout = 'wide', script, goOnTo } = options;
  // Under `no-referrer`, which every answer of ours has, browsers send `Origin: null` with forms.
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="same-origin" />
        ${goOnTo === undefined ? '' : html`<meta http-equiv="refresh" content="0;url=${goOnTo}" />`}
        <title>${title}</title>
        ${styleElement}
      </head>
      <body class="${layout}">
        ${topBar(options)} ${body}
        ${script === undefined ? '' : raw(`<script type="module">${script}</script>`)}
      </body>
    </html> `;
  return { html: String(await document), contentPolicy: contentPolicyOf(options) };
}

/** A page as an answer. `setCookies`: values of `Set-Cookie`. */
export function pageResponse(
  { html, contentPolicy }: Page,
  {
    status = 200,
    setCookies = [],
  }: { readonly status?: number; readonly setCookies?: readonly string[] } = {},
): Response {
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentPolicy,
    'cache-control': 'no-store',
  });
  for (const cookie of setCookies) headers.append('set-cookie', cookie);
  return new Response(html, { status, headers });
}

function contentPolicyOf({ signedIn, hasForms, script }: PageOptions): string {
  // Whoever is signed in can sign out by a form.
  const sendsForms = hasForms === true || signedIn !== undefined;
  return [
    "default-src 'none'",
    `style-src ${styleHash}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`, "connect-src 'self'"]),
    "base-uri 'none'",
    `form-action ${sendsForms ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

function topBar({ signedIn, offersSignIn }: PageOptions): Markup | '' {
  if (!signedIn) return offersSignIn ? bar(html`<a class="who" href="/sign-in">Sign in</a>`) : '';
  const { name, email, formToken } = signedIn;
  return bar(
    html`<nav aria-label="Your pages">
        <a href="/connections">Connections</a>
        <a href="/clients">Clients</a>
        <a href="/approvals">Approvals</a>
      </nav>
      <a class="who" href="/account" title="${email}">${name}</a>
      <form method="post" action="/sign-out">
        ${formTokenField(formToken)}
        <button class="plain" type="submit">Sign out</button>
      </form>`,
  );
}

function bar(content: Markup): Markup {
  return html`<div class="bar"><a class="brand" href="/">Weir</a> ${content}</div>`;
}
