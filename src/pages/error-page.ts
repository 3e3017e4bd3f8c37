import { html } from 'hono/html';
import { page, type Page } from './page.ts';

export interface ErrorPageContent {
  /** What kind of page somebody wanted, or what failed: "Sign-in failed". */
  readonly title: string;
  /** One or two sentences that are safe to show. */
  readonly what: string;
  /** What to do about it; with an address of ours, where that begins. */
  readonly next: string | { readonly text: string; readonly label: string; readonly href: string };
}

/** A page that says what went wrong and how to go on; it tells nothing that the reader does not know. */
export function errorPage({ title, what, next }: ErrorPageContent): Promise<Page> {
  const { text, link } =
    typeof next === 'string'
      ? { text: next, link: '' }
      : {
          text: next.text,
          link: html`<p class="actions"><a class="button other" href="${next.href}">${next.label}</a></p>`,
        };
  return page(
    `${title} · Weir`,
    html`<main>
      <p class="brand">Weir</p>
      <section class="card" aria-labelledby="title">
        <h1 id="title">${title}</h1>
        <p class="alert" role="alert">${what}</p>
        <p>${text}</p>
        ${link}
      </section>
    </main>`,
    { layout: 'narrow' },
  );
}
