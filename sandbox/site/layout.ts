import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Person } from '../model/entities.ts';
import type { Site } from '../model/site.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A whole page of the site; `path` is where the form that changes the viewer leads back to. */
export function layout(site: Site, viewer: Person | null, path: string, title: string, main: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} - ${site.title}</title>
        <link rel="stylesheet" href="${site.contextPath}/sandbox-site.css" />
      </head>
      <body>
        <header class="site">
          <a href="${site.contextPath === '' ? '/' : site.contextPath}">${site.title}</a>
          <span class="quiet">Sandbox Confluence: nothing here is real.</span>
          ${viewer === null ? '' : viewerForm(site, viewer, path)}
        </header>
        <main>${main}</main>
      </body>
    </html>`;
}

/** What people see who asked for something that is not there, or not for them: the same page for both. */
export function notFoundMain(): Html {
  return html`<h1>Page not found</h1>
    <p>This page does not exist, or the person you are viewing as may not see it.</p>`;
}

function viewerForm(site: Site, viewer: Person, path: string): Html {
  const options = [...site.people.values()].map(
    (person) =>
      html`<option value="${person.accountId}" ${person === viewer ? 'selected' : ''}>
        ${person.displayName}
      </option>`,
  );
  return html`<form method="get" action="${path}">
    <label for="as">Viewing as</label>
    <select id="as" name="as">
      ${options}
    </select>
    <button type="submit">Change</button>
  </form>`;
}
