import type { AppError } from '../kernel/app-error.ts';
import type { Asked, Say } from './asked.ts';
import type { UpstreamRefusal } from './error-shapes.ts';

/** What a 400 means: a title that is taken, a query, a cursor, or the content itself. */
export function badRequest({ text }: UpstreamRefusal, asked: Asked, say: Say): AppError {
  if (/title already exists/i.test(text)) {
    return say(
      'invalid_input',
      'The title is already taken in this space; archived pages keep theirs.',
      'Choose another title, or update the page that has it.',
    );
  }
  if (/version must be incremented/i.test(text)) return clash({ text }, asked, say);
  switch (asked.about) {
    case 'cql':
      return say(
        'invalid_input',
        'Confluence does not accept the CQL query.',
        'Correct it as the message says; put values in double quotes and escape quotes inside them.',
      );
    case 'cursor':
      return say(
        'invalid_input',
        'Confluence does not accept these arguments; the cursor may belong to another list or be too old.',
        'Start the list again without the cursor.',
      );
    case 'content':
      return say(
        'invalid_input',
        'Confluence does not accept the content that was sent.',
        'Correct it as the message says; bodies must be well-formed in the format they claim.',
      );
    default:
      return say(
        'invalid_input',
        `Confluence does not accept the arguments for ${asked.subject}.`,
        'Correct them as the message says.',
      );
  }
}

/** What a 409 means: a stale version with the current number, or two changes at once. */
export function clash({ text }: Pick<UpstreamRefusal, 'text'>, asked: Asked, say: Say): AppError {
  const found = /current version(?: is)?:? *\[?(\d+)\]?/i.exec(text)?.[1];
  if (found !== undefined) {
    const current = Number(found);
    return say(
      'conflict',
      `${capital(asked.subject)} has changed: its current version is ${current}.`,
      `Read it again, merge the change, and update with version ${current + 1}.`,
      { currentVersion: current },
    );
  }
  if (/already exists/i.test(text)) {
    return say('conflict', `This already exists for ${asked.subject}.`, 'Update the one that exists.');
  }
  return say(
    'conflict',
    `${capital(asked.subject)} was being changed by someone else at the same moment.`,
    'Read it again before you repeat the change.',
  );
}

/** A subject at the start of a sentence. */
export function capital(subject: string): string {
  return subject.charAt(0).toUpperCase() + subject.slice(1);
}
