/** A request and its answer, as they passed by. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly requestHeaders: Headers;
  readonly requestBody: string;
  readonly status: number;
  readonly answerHeaders: Headers;
  /** What has come so far: an answer may be a stream. */
  answerBody(): Buffer;
}

/** The fields of a form or of flat JSON, and of the members of JSON objects below. */
export function fieldsOf(text: string): ReadonlyArray<readonly [name: string, value: string]> {
  const json = parsed(text);
  if (json === undefined) return [...new URLSearchParams(text)];
  const fields: [string, string][] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string') fields.push([name, inner]);
      else walk(inner);
    }
  };
  walk(json);
  return fields;
}

function parsed(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Everything that an exchange says, without escapes: where a secret that was used can be seen. */
export function wordsOf(exchange: Exchange): string {
  const { url, requestHeaders, requestBody, answerHeaders } = exchange;
  const body = exchange.answerBody().toString('utf8');
  const basic = /^Basic (\S+)$/.exec(requestHeaders.get('authorization') ?? '')?.[1] ?? '';
  const location = answerHeaders.get('location');
  const query =
    location !== null && URL.canParse(location, url.href) ? new URL(location, url).searchParams : [];
  return [
    ...requestHeaders.values(),
    ...answerHeaders.values(),
    Buffer.from(basic, 'base64').toString('utf8'),
    // As OAuth clients write their id and secret (RFC 6749 §2.3.1).
    new URLSearchParams(`=${Buffer.from(basic, 'base64').toString('utf8')}`).get('') ?? '',
    ...url.searchParams.values(),
    ...[...query].map(([, value]) => value),
    url.pathname,
    ...fieldsOf(requestBody).map(([, value]) => value),
    ...fieldsOf(body).map(([, value]) => value),
    requestBody,
    body,
  ].join('\n');
}
