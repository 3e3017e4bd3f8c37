import { html } from 'hono/html';
import { page, type Page } from './page.ts';

/**
 * Sends a browser to another site after a form. A redirect would have to be allowed by the `form-action` of the page with
 * the form, and so would every further redirect of the other site (CSP 3 §4.2.4 as Chromium has it), which nobody can list.
 */
export function awayPage(url: URL): Promise<Page> {
  return page(
    'One moment · Weir',
    html`<main>
      <p class="brand">Weir</p>
      <section class="card" aria-labelledby="title">
        <h1 id="title">One moment</h1>
        <p>You are being sent to <strong>${url.host}</strong>.</p>
        <p class="actions"><a class="button main" href="${url.href}">Continue to ${url.host}</a></p>
      </section>
    </main>`,
    { layout: 'narrow', goOnTo: url.href },
  );
}
