import type { Context } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Person } from '../../model/entities.ts';
import type { Site } from '../../model/site.ts';
import type { OAuthClient } from './provider.ts';
import type { OAuthScope } from './scopes.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'";

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#172b4d}' +
  'input,button{font:inherit;padding:.4rem .8rem;margin:.2rem .4rem .2rem 0}label{display:block}.quiet{color:#44546f}';

const allowed: Readonly<Record<OAuthScope, string>> = {
  READ: 'See the Confluence content that you see',
  WRITE: 'See and change the Confluence content that you see and change',
  ADMIN: 'Administer Confluence as you do',
  SYSTEM_ADMIN: 'Administer Confluence and its system as you do',
};

/** Signing in with user name and password; `onward` is the path that it leads to. */
export function loginPage(
  c: Context,
  site: Site,
  onward: string,
  failed: boolean,
): Response | Promise<Response> {
  return page(
    c,
    site,
    200,
    'Log in',
    html`<form method="post" action="${site.contextPath}/dologin.action">
      <input type="hidden" name="os_destination" value="${onward}" />
      ${failed ? html`<p>Sorry, your username and/or password are incorrect. Please try again.</p>` : ''}
      <label for="os_username">Username</label>
      <input id="os_username" name="os_username" autocomplete="username" />
      <label for="os_password">Password</label>
      <input id="os_password" name="os_password" type="password" autocomplete="current-password" />
      <p><button name="login" value="Log in">Log in</button></p>
    </form>`,
  );
}

/** What a client asks a person for. `query` is the request as it came; `token` guards the form. */
export function consentPage(
  c: Context,
  site: Site,
  asked: {
    readonly client: OAuthClient;
    readonly scope: OAuthScope;
    readonly person: Person;
    readonly query: string;
    readonly token: string;
  },
): Response | Promise<Response> {
  const { client, scope, person, query, token } = asked;
  return page(
    c,
    site,
    200,
    `${client.name} wants to access your Confluence account`,
    html`<p class="quiet">Logged in as ${person.displayName}.</p>
      <p>${client.name} would like to:</p>
      <ul>
        <li>${allowed[scope]}</li>
      </ul>
      <form method="post" action="${site.contextPath}/plugins/servlet/oauth2/consent">
        <input type="hidden" name="query" value="${query}" />
        <input type="hidden" name="atl_token" value="${token}" />
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny">Deny</button>
      </form>`,
  );
}

/** A request that cannot be sent back to the client, because nothing says that it is one. */
export function requestErrorPage(c: Context, site: Site, message: string): Response | Promise<Response> {
  return page(c, site, 400, 'Something is wrong with this request', html`<p>${message}</p>`);
}

function page(
  c: Context,
  site: Site,
  status: 200 | 400,
  title: string,
  body: Html,
): Response | Promise<Response> {
  c.header('content-security-policy', policy);
  c.header('x-frame-options', 'SAMEORIGIN');
  c.header('cache-control', 'no-store');
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title} - ${site.title}</title>
          <style>
            ${style}
          </style>
        </head>
        <body>
          <h1>${title}</h1>
          ${body}
          <p class="quiet">Sandbox Confluence: nothing here is real.</p>
        </body>
      </html>`,
    status,
  );
}
