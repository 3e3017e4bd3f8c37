import { AppError } from '../../kernel/app-error.ts';
import { Secret } from '../../kernel/secret.ts';
import { acceptEncoding } from './content-encoding.ts';

/**
 * Headers that an operator may not set: those that say who is asking (credentials belong to the connection, where they
 * are sealed and replaced per person), those that Weir sets itself, and those that frame a message.
 */
const reserved = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'host',
  'user-agent',
  'accept',
  'accept-encoding',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

/**
 * The headers that every request to the site carries. The User-Agent names Weir: a browser-like one makes Confluence
 * demand XSRF tokens (facts: confluence-api §7).
 * Raises `configuration` for a header that an operator may not set or that cannot be sent.
 */
export function baseHeaders(
  version: string,
  custom: Readonly<Record<string, string | Secret>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': acceptEncoding,
    'user-agent': `Weir/${version}`,
  };
  for (const [name, given] of Object.entries(custom)) {
    const value = given instanceof Secret ? given.reveal() : given;
    if (reserved.has(name.toLowerCase())) {
      throw new AppError('configuration', `The header ${name} cannot be set on a connection.`, {
        nextStep:
          'Credentials belong to the sign-in of the connection; Weir sets the technical headers itself.',
      });
    }
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new AppError('configuration', `The header ${JSON.stringify(name)} cannot be sent.`, {
        nextStep: 'Header names are tokens and values are printable ASCII on one line.',
      });
    }
    headers[name.toLowerCase()] = value;
  }
  return headers;
}
