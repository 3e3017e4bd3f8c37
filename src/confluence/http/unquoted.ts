import type { Answer } from './exchange.ts';

/**
 * The answer as it may be read on: error pages of careless proxies and gateways quote the request, credentials included, and
 * what Confluence says of a failure is passed on to models. In answers other than 2xx what was `confided` to the other side
 * reads `[secret]`: the value of the Authorization header with the token or password in it, and other header values.
 */
export function unquoted<T extends Pick<Answer, 'status' | 'body'>>(
  answer: T,
  confided: readonly string[],
): T {
  if (answer.status < 300 || answer.body.length === 0) return answer;
  const forms = confided.flatMap(partsOf).flatMap(formsOf);
  const found = forms.filter((form) => answer.body.includes(form));
  if (found.length === 0) return answer;
  // The longest first: one may lie within another.
  found.sort((one, other) => other.length - one.length);
  const text = found.reduce((left, form) => left.replaceAll(form, '[secret]'), answer.body.toString('utf8'));
  return { ...answer, body: Buffer.from(text) };
}

/** Shorter values are words that mean something else. */
const shortest = 4;

/** The credentials of an Authorization value, and the password of Basic ones. */
function partsOf(value: string): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(Basic|Bearer) +(.+)$/i.exec(value) ?? [];
  const pair = /^basic$/i.test(scheme) ? Buffer.from(credentials, 'base64').toString('utf8') : '';
  const password = pair.slice(pair.indexOf(':') + 1);
  return [credentials === '' ? value : credentials, password].filter(({ length }) => length >= shortest);
}

/** As it is, in JSON, and in an address. */
function formsOf(part: string): readonly string[] {
  return [...new Set([part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)])];
}
