/** A page as a browser without scripts shows it, after redirects and pages that go on by themselves. */
export interface ShownPage {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly html: string;
  /** Without markup, on one line. */
  readonly text: string;
  /**
   * Sends a form of the page, the only one or the one whose action contains `to`, with its hidden fields and these; a
   * field that is null is left out.
   */
  submit(fields?: Fields, options?: { readonly to?: string }): Promise<ShownPage>;
  /** Addresses that the page links to. */
  links(): readonly URL[];
}

type Fields = Readonly<Record<string, string | null>>;

export interface FormBrowser {
  open(address: string | URL): Promise<ShownPage>;
  /** Sends a request as a page of `origin` would; null for a program that says nothing of itself. */
  post(address: string | URL, fields: Fields, origin?: string | null): Promise<ShownPage>;
  /** Takes the value of a `Set-Cookie`. */
  keep(setCookie: string): void;
  /** Addresses that the browser was sent to, in order; forms included. */
  readonly history: readonly URL[];
  /** Stops before an address that fits, and shows the page that led there. */
  stopBefore(stop: ((url: URL) => boolean) | undefined): void;
}

/** Cookies are kept for all ports of this machine, as browsers do. */
export function formBrowser(): FormBrowser {
  const cookies = new Map<string, string>();
  const history: URL[] = [];
  let stop: ((url: URL) => boolean) | undefined;

  async function go(url: URL, init: RequestInit, from?: URL): Promise<ShownPage> {
    history.push(url);
    const headers = new Headers(init.headers);
    if (cookies.size > 0)
      headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(line);
    const html = await response.text();
    const location = response.headers.get('location') ?? refreshIn(html);
    const shown = pageOf(url, response, html);
    if (location === undefined) return shown;
    const next = new URL(location, url);
    return stop?.(next) ? pageOf(next, response, html) : go(next, {}, from);
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  const post: FormBrowser['post'] = (address, fields, origin = new URL(address).origin) => {
    const body = new URLSearchParams(
      Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null),
    );
    const site = origin === new URL(address).origin ? 'same-origin' : 'cross-site';
    const headers = origin === null ? undefined : { origin, 'sec-fetch-site': site };
    return go(new URL(address), { method: 'POST', body, ...(headers && { headers }) });
  };

  function pageOf(url: URL, response: Response, html: string): ShownPage {
    return {
      url,
      status: response.status,
      headers: response.headers,
      html,
      text: textOf(html),
      links: () =>
        [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => new URL(unescaped(href), url)),
      submit(fields = {}, { to = '' } = {}) {
        const forms = [...html.matchAll(/<form method="post" action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)]
          .map(([, action = '', content = '']) => ({ action: unescaped(action), content }))
          .filter(({ action }) => (to === '' ? action !== '/sign-out' : action.includes(to)));
        const [form, ...others] = forms;
        if (!form || others.length > 0)
          throw new Error(`${forms.length} forms fit on ${url.href}: ${textOf(html)}`);
        const hidden = [...form.content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
        const kept = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)]));
        return post(new URL(form.action, url), { ...kept, ...fields });
      },
    };
  }

  return {
    open: (address) => go(new URL(address), {}),
    post,
    keep,
    history,
    stopBefore: (condition) => (stop = condition),
  };
}

function refreshIn(html: string): string | undefined {
  const [, address] = /<meta http-equiv="refresh" content="0;url=([^"]*)"/.exec(html) ?? [];
  return address === undefined ? undefined : unescaped(address);
}

function textOf(html: string): string {
  const body = html.replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' ');
  return unescaped(body).replaceAll(/\s+/g, ' ').trim();
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

function unescaped(text: string): string {
  return text.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
