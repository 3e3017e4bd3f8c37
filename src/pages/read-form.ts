import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../kernel/app-error.ts';
import { formTokenName } from './form.ts';

/** Bytes. The answer of a passkey is the largest thing that a form of ours carries. */
const largestForm = 64 * 1024;

/** Before a route that reads a form. */
export const smallForms = bodyLimit({
  maxSize: largestForm,
  onError: () => {
    throw new AppError('too_large', 'The form is larger than any form of Weir.', {
      nextStep: 'Open the page again and repeat what you did.',
    });
  },
});

/** A form that was sent: each field once, as text. */
export interface SentForm {
  /** Empty where the field is missing. */
  text(name: string): string;
  readonly token: string | undefined;
}

/** Raises `invalid_input` for what is no form. */
export async function readForm(context: Context): Promise<SentForm> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    throw new AppError('invalid_input', 'This address takes a form.', {
      nextStep: 'Open the page with the form.',
    });
  }
  const fields = new URLSearchParams(await context.req.text());
  return {
    text: (name) => fields.get(name) ?? '',
    token: fields.get(formTokenName) ?? undefined,
  };
}
