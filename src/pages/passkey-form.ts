import { html } from 'hono/html';
import { formTokenField, hiddenField } from './form.ts';
import type { Markup } from './page.ts';

/** A form whose answer comes from a passkey; `passkeyScript` fills and sends it. */
export function passkeyForm(
  form: {
    readonly kind: 'create' | 'get';
    readonly action: string;
    /** Where the script gets the challenge. */
    readonly begin: string;
    readonly token: string;
  },
  content: Markup,
): Markup {
  const { kind, action, begin, token } = form;
  return html`<form method="post" action="${action}" data-passkey="${kind}" data-begin="${begin}">
    ${formTokenField(token)} ${hiddenField('state', '')} ${hiddenField('response', '')} ${content}
    <p class="wrong" role="alert" data-problem hidden></p>
  </form>`;
}
