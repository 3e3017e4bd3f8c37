import { html } from 'hono/html';
import type { Markup } from './page.ts';

/** The name of the field that says that a form is ours. */
export const formTokenName = 'form_token';

/** `formToken` of a session, or the token of `BrowserForms` before anybody signed in. */
export function formTokenField(token: string): Markup {
  return hiddenField(formTokenName, token);
}

export function hiddenField(name: string, value: string): Markup {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password' | 'date';
  readonly value?: string;
  /** A sentence under the field. */
  readonly hint?: string;
  /** What is wrong with what was entered. */
  readonly error?: string;
  /** The browser's own word for what belongs there, for example `current-password`. */
  readonly autocomplete?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly isOptional?: boolean;
  readonly hasFocus?: boolean;
}

/** A labelled field; its hint and its error are tied to it for screen readers. */
export function textField(field: TextField): Markup {
  const { name, label, type = 'text', value = '', hint, error, autocomplete = 'off' } = field;
  const id = `field-${name}`;
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`];
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      ${described.some(Boolean) ? html`aria-describedby="${described.filter(Boolean).join(' ')}"` : ''}
      ${error === undefined ? '' : html`aria-invalid="true"`}
      ${field.minLength === undefined ? '' : html`minlength="${field.minLength}"`}
      ${field.maxLength === undefined ? '' : html`maxlength="${field.maxLength}"`}
      ${field.isOptional ? '' : html`required`}
      ${field.hasFocus ? html`autofocus` : ''}
      ${type === 'email' ? html`inputmode="email" autocapitalize="none" spellcheck="false"` : ''}
    />
    ${hint === undefined ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${error === undefined ? '' : html`<p class="wrong" id="${id}-error">${error}</p>`}
  </div>`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly isChosen?: boolean;
}

/** One of several, as radio buttons in a named group. */
export function choiceField(name: string, legend: string, choices: readonly Choice[]): Markup {
  return html`<fieldset class="choices">
    <legend>${legend}</legend>
    ${choices.map(
      ({ value, label, hint, isChosen }) =>
        html`<label class="choice">
          <input type="radio" name="${name}" value="${value}" required ${isChosen ? html`checked` : ''} />
          <span>${label}${hint === undefined ? '' : html`<span class="hint">${hint}</span>`}</span>
        </label>`,
    )}
  </fieldset>`;
}

/** Any of several, as check boxes in a named group; none is ticked. */
export function tickField(name: string, legend: string, choices: readonly Choice[]): Markup {
  return html`<fieldset class="choices">
    <legend>${legend}</legend>
    ${choices.map(
      ({ value, label }) =>
        html`<label class="choice">
          <input type="checkbox" name="${name}" value="${value}" autocomplete="off" />
          <span>${label}</span>
        </label>`,
    )}
  </fieldset>`;
}

/** `main`: what the page is for; `other`: beside it; `danger`: takes something away. */
export function submitButton(
  label: string,
  {
    kind = 'main',
    name,
    value,
    accessibleName,
  }: {
    readonly kind?: 'main' | 'other' | 'danger';
    readonly name?: string;
    readonly value?: string;
    /** Where the label alone does not say what it is about. */
    readonly accessibleName?: string;
  } = {},
): Markup {
  return html`<button
    class="${kind}"
    type="submit"
    ${name === undefined ? '' : html`name="${name}"`}
    ${value === undefined ? '' : html`value="${value}"`}
    ${accessibleName === undefined ? '' : html`aria-label="${accessibleName}"`}
  >
    ${label}
  </button>`;
}

/** A form that is sent to an address of ours, with its token. */
export function ownForm(
  { action, token }: { readonly action: string; readonly token: string },
  content: Markup,
): Markup {
  return html`<form method="post" action="${action}">${formTokenField(token)} ${content}</form>`;
}
