import { AppError } from '../../kernel/app-error.ts';
import type { ConnectParts } from './connect-parts.ts';
import { attempt, connected, type Attempted } from './finish.ts';
import type { Entered, GrantStatus } from '../upstream/upstream.ts';
import type { PersonalSignIn } from './personal-sign-in.ts';
import { whoseOf, type Visit } from './visit.ts';

/** What somebody typed, as it came. */
export interface TypedCredentials {
  /** Email address or user name. */
  readonly account: string;
  /** A token, or a password. */
  readonly secret: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly expires: string;
}

const dayMs = 86_400_000;

/** Checks what was typed by a call to Confluence and keeps it. What is refused is on record, never what was typed. */
export async function enterCredentials(
  parts: ConnectParts,
  visit: Visit,
  { way, typed }: { readonly way: Exclude<PersonalSignIn, 'consent'>; readonly typed: TypedCredentials },
): Promise<Attempted<GrantStatus>> {
  const kept = await attempt(parts, visit, async () => {
    const expiresAt = endOfDay(typed.expires, await parts.store.now());
    return parts.upstream.enter(whoseOf(visit), visit.connection, enteredOf(way, typed), expiresAt);
  });
  return kept.ok ? connected(parts, visit, kept.value) : kept;
}

/** What makes it complete is known where it is read. */
function enteredOf(way: Exclude<PersonalSignIn, 'consent'>, { account, secret }: TypedCredentials): Entered {
  const username = account.trim();
  switch (way) {
    case 'email_and_token':
      // The whole `email:token` may be in one field, with the address in the other or without.
      return username === '' || secret.trim().startsWith(`${username}:`)
        ? { text: secret }
        : { username, password: secret };
    case 'token':
      return { text: secret };
    case 'password':
      return { username, password: secret };
    default:
      return way satisfies never;
  }
}

/** The end of that day, UTC. Raises `invalid_input` for what is no day, or one that is over. */
function endOfDay(text: string, now: number): number | undefined {
  if (text.trim() === '') return undefined;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start))
    throw wrongDay('The day on which it ends is not a date.', 'Use the form 2027-01-31.');
  if (start + dayMs <= now)
    throw wrongDay('The day on which it ends is over.', 'Make a new token and enter that.');
  return start + dayMs;
}

function wrongDay(message: string, nextStep: string): AppError {
  return new AppError('invalid_input', message, { nextStep });
}
