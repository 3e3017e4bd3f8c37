import { html } from 'hono/html';
import { scopesInWords, type AskedInWords } from '../../auth/connect/scope-words.ts';
import type { Markup } from '../page.ts';

const verbs: ReadonlyArray<readonly [keyof AskedInWords, string]> = [
  ['see', 'See'],
  ['change', 'Add and change'],
  ['remove', 'Delete'],
  ['administer', 'Administer'],
];

/** What is asked for in words, and behind that the scopes as Confluence calls them. */
export function askedScopes(scopes: readonly string[]): Markup {
  const words = scopesInWords(scopes);
  const lines = verbs.flatMap(([deed, verb]) => {
    const things = words[deed];
    return things.length === 0 ? [] : [html`<li><strong>${verb}</strong> ${listed(things)}</li>`];
  });
  return html`<ul class="asked">
      ${lines}
    </ul>
    ${
      scopes.length === 0
        ? ''
        : html`<details>
            <summary>${scopes.length === 1 ? 'The scope' : `The ${scopes.length} scopes`} by name</summary>
            <ul class="scopes">
              ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
            </ul>
          </details>`
    }`;
}

function listed(things: readonly string[]): string {
  const [last = '', ...before] = things.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`;
}
