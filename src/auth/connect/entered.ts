import { AppError } from '../../kernel/app-error.ts';
import type { ConnectParts } from './connect-parts.ts';
import { attempt, connected, type Attempted } from './finish.ts';
import type { Entered, GrantStatus } from './personal-grants.ts';
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
const longest = 4_096;

/** Checks what was typed by a call to Confluence and keeps it. What is refused is on record, never what was typed. */
export async function enterCredentials(
  parts: ConnectParts,
  visit: Visit,
  { way, typed }: { readonly way: Exclude<PersonalSignIn, 'consent'>; readonly typed: TypedCredentials },
): Promise<Attempted<GrantStatus>> {
  const read = await attempt(parts, visit, async () => {
    const expiresAt = readDay(typed.expires, await parts.store.now());
    return { entered: readEntered(way, typed), expiresAt };
  });
  if (!read.ok) return read;
  const { entered, expiresAt } = read.value;
  const kept = await attempt(parts, visit, () =>
    parts.grants.enter(whoseOf(visit), visit.connection, entered, expiresAt),
  );
  return kept.ok ? connected(parts, visit, kept.value) : kept;
}

function readEntered(way: Exclude<PersonalSignIn, 'consent'>, typed: TypedCredentials): Entered {
  const account = typed.account.trim();
  // A password may begin or end with a space, a token that was copied must not.
  const secret = way === 'password' ? typed.secret : typed.secret.trim();
  if (secret === '') throw missing(way === 'password' ? 'The password is missing.' : 'The token is missing.');
  if (account.length > longest || secret.length > longest || /[\r\n\0]/.test(account + secret))
    throw missing('That is not a token or a password: it is too long or holds line ends.');
  switch (way) {
    case 'email_and_token':
      if (account === '' && !/^[^:\s]+@[^:\s]+:./.test(secret))
        throw missing('The email address is missing.', 'Enter it, or the token as email:token.');
      return { text: account === '' || secret.startsWith(`${account}:`) ? secret : `${account}:${secret}` };
    case 'token':
      return { text: secret };
    case 'password':
      if (account === '') throw missing('The user name is missing.');
      return { username: account, password: secret };
    default:
      return way satisfies never;
  }
}

/** The end of that day, UTC. Raises `invalid_input` for what is no day, or one that is over. */
function readDay(text: string, now: number): number | undefined {
  if (text.trim() === '') return undefined;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? Date.parse(`${text.trim()}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start))
    throw missing('The day on which it ends is not a date.', 'Use the form 2027-01-31.');
  if (start + dayMs <= now)
    throw missing('The day on which it ends is over.', 'Make a new token and enter that.');
  return start + dayMs;
}

function missing(message: string, nextStep = 'Enter it and try again.'): AppError {
  return new AppError('invalid_input', message, { nextStep });
}
