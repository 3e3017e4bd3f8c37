import type { Context } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Person } from '../model/entities.ts';
import type { OtherSite } from './accounts.ts';
import { authPath, idPath } from './addresses.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#172b4d}' +
  'button{font:inherit;padding:.4rem 1rem;margin:.2rem .4rem .2rem 0}.quiet{color:#44546f;font-size:.9rem}' +
  'li form{display:inline}code{font-size:.9rem}';

/** Choosing who to be: everybody of the site, one button each. `onward` is where the choice leads. */
export function signInPage(
  c: Context,
  people: readonly Person[],
  onward: string,
): Response | Promise<Response> {
  const buttons = people.map(
    (person) =>
      html`<li>
        <button name="account" value="${person.accountId}">${person.displayName}</button>
        <span class="quiet">${person.email}</span>
      </li>`,
  );
  return page(
    c,
    200,
    'Log in to continue',
    html`<form method="post" action="${idPath}/login">
      <input type="hidden" name="continue" value="${onward}" />
      <p>Choose who you are.</p>
      <ul>
        ${buttons}
      </ul>
    </form>`,
  );
}

/** What an app asks for, with the site to choose where there are several. `query` is the request as it came. */
export function consentPage(
  c: Context,
  request: AuthorizationRequest,
  as: { readonly person: Person; readonly sites: readonly OtherSite[]; readonly query: string },
): Response | Promise<Response> {
  const { app, scopes } = request;
  const { person, sites, query } = as;
  const again = new URLSearchParams({ continue: `${authPath}/authorize?${query}` });
  return page(
    c,
    200,
    `${app.name} is requesting access to your Atlassian account`,
    html`<p class="quiet">
        Signed in as ${person.displayName} (${person.email}).
        <a href="${idPath}/login?${again.toString()}">Use another account</a>
      </p>
      <form method="post" action="${authPath}/authorize">
        <input type="hidden" name="query" value="${query}" />
        ${siteChoice(request, sites)}
        <p>This app will be able to use:</p>
        <ul>
          ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
        </ul>
        <p class="quiet">Atlassian has not reviewed this app. It will return you to ${request.redirectUri}</p>
        <button name="decision" value="accept">Accept</button>
        <button name="decision" value="cancel">Cancel</button>
      </form>`,
  );
}

/** Atlassian's own error page, which leads nowhere. */
export function errorPage(c: Context, error: string, description: string): Response | Promise<Response> {
  return page(
    c,
    200,
    'Something went wrong',
    html`<p>${description}</p>
      <p class="quiet"><code>${error}</code></p>`,
  );
}

function siteChoice(request: AuthorizationRequest, sites: readonly OtherSite[]): Html {
  if (request.app.grants === 'every-site') {
    return html`<p>On all your sites:</p>
      <ul>
        ${sites.map(({ name }) => html`<li>${name}</li>`)}
      </ul>`;
  }
  const options = sites.map(
    ({ cloudId, name, url }) => html`<option value="${cloudId}">${name} (${url})</option>`,
  );
  return html`<p>
    <label for="site">Use app on</label>
    <select id="site" name="site">
      ${options}
    </select>
  </p>`;
}

async function page(c: Context, status: 200, title: string, main: Html): Promise<Response> {
  c.header('content-security-policy', policy);
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('cache-control', 'no-store');
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            ${style}
          </style>
        </head>
        <body>
          <p class="quiet">Sandbox for Atlassian accounts: nothing here is real.</p>
          <h1>${title}</h1>
          ${main}
        </body>
      </html>`,
    status,
  );
}
