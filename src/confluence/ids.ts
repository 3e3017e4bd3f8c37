import { AppError } from '../kernel/app-error.ts';

/**
 * An id of a page, blog post, space, comment or folder, as it may stand in a path. Raises `invalid_input` for anything but
 * decimal digits, so that no id can change the address asked for.
 */
export function contentId(id: string, name = 'id'): string {
  if (/^\d{1,19}$/.test(id)) return id;
  throw new AppError(
    'invalid_input',
    `${name} must be the number of a content or space, for example 123456.`,
    {
      nextStep: 'Find the id by search or in a list.',
    },
  );
}

/** An attachment's id: `att` and a number. */
export function attachmentId(id: string): string {
  if (/^(att)?\d{1,19}$/.test(id)) return id;
  throw new AppError('invalid_input', 'An attachment id looks like att123456.', {
    nextStep: "List the page's attachments to find it.",
  });
}
