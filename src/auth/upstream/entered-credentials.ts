import { AppError } from '../../kernel/app-error.ts';
import type { AuthMode } from '../../store/auth-modes.ts';

/** What a person typed on a page, in one field or in two. */
export type Entered = { readonly text: string } | { readonly username: string; readonly password: string };

/** What comes of it: the value of the Authorization header, and the account that was named with it. */
export interface EnteredCredentials {
  readonly authorization: string;
  readonly username?: string;
}

/** Reads typed credentials as the mode of the connection wants them. Raises `invalid_input`. */
export function readEntered(authMode: AuthMode, entered: Entered): EnteredCredentials {
  switch (authMode) {
    case 'api_token_per_user':
      return basic(
        pairOf(entered, 'Enter the email address of your account and the API token, or both as email:token.'),
        {
          tokenOnly: true,
        },
      );
    case 'basic_per_user':
      return basic(pairOf(entered, 'Enter your user name and your password, or both as name:password.'), {
        tokenOnly: false,
      });
    case 'pat_per_user':
      return { authorization: `Bearer ${tokenOf(entered, 'Enter the personal access token alone.')}` };
    case 'access_token':
      return { authorization: `Bearer ${tokenOf(entered, 'Enter the access token alone.')}` };
    case 'oauth_central':
    case 'oauth':
    case 'api_token':
    case 'pat':
    case 'basic':
    case 'service_account':
      throw wrong('Nobody enters credentials of their own on this connection.', 'Connect as its page says.');
    default:
      return authMode satisfies never;
  }
}

/** The value of the Authorization header for a name with a password or an API token (facts: confluence-api §13, §14). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

interface Pair {
  readonly username: string;
  readonly password: string;
}

function basic(
  { username, password }: Pair,
  { tokenOnly }: { readonly tokenOnly: boolean },
): EnteredCredentials {
  const secret = tokenOnly ? checkedToken(password) : password;
  return { authorization: basicAuthorization(username, secret), username };
}

/** Neither an address nor a user name holds a colon; a password may. */
function pairOf(entered: Entered, how: string): Pair {
  if ('username' in entered) {
    const username = entered.username.trim();
    if (username === '' || entered.password === '' || username.includes(':')) throw incomplete(how);
    return { username, password: entered.password };
  }
  const text = entered.text.trim();
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw incomplete(how);
  return { username: text.slice(0, colon).trim(), password: text.slice(colon + 1) };
}

function tokenOf(entered: Entered, how: string): string {
  if (!('text' in entered)) throw incomplete(how);
  return checkedToken(entered.text.replace(/^\s*bearer\s+/i, ''));
}

/** A token comes by copying: with a line end, perhaps, or with half of the page. */
function checkedToken(text: string): string {
  const token = text.trim();
  if (token.length > 0 && token.length <= 4_096 && /^[\x21-\x7e]+$/.test(token)) return token;
  throw wrong(
    'This is no token: it is empty, too long, or holds spaces or other characters that tokens do not have.',
    'Copy it again, without anything around it.',
  );
}

function incomplete(how: string): AppError {
  return wrong('The credentials are not complete.', how);
}

function wrong(message: string, nextStep: string): AppError {
  return new AppError('invalid_input', message, { nextStep });
}
