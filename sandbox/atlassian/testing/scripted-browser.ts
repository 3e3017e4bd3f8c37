/** What a browser shows after it followed every redirect; `outside` where one led to another origin. */
export interface BrowserPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** The address of another origin that the browser was sent to and did not open; null otherwise. */
  readonly outside: URL | null;
  /** Sends the page's form with its hidden fields and these. @throws Error when the page has no form */
  submit(fields: Readonly<Record<string, string>>): Promise<BrowserPage>;
}

/** A browser without scripts: cookies of one origin, redirects, forms. */
export interface ScriptedBrowser {
  open(address: string): Promise<BrowserPage>;
}

export function scriptedBrowser(origin: string): ScriptedBrowser {
  const cookies = new Map<string, string>();

  const go = async (address: string, init: RequestInit = {}): Promise<BrowserPage> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = {
      ...(cookie === '' ? {} : { cookie }),
      ...Object.fromEntries(new Headers(init.headers)),
    };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const location = response.headers.get('location');
    if (location === null) return pageOf(address, response.status, await response.text(), null);
    const next = new URL(location, address);
    if (next.origin === origin) return go(next.href);
    return pageOf(address, response.status, '', next);
  };

  const pageOf = (url: string, status: number, text: string, outside: URL | null): BrowserPage => ({
    url,
    status,
    text,
    outside,
    submit: async (fields) => {
      const [, action] = /<form method="post" action="([^"]*)"/.exec(text) ?? [];
      if (action === undefined) throw new Error(`no form on ${url}: ${text.slice(0, 500)}`);
      const hidden = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
      const kept = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescape(value)]));
      const body = new URLSearchParams({ ...kept, ...fields });
      return go(new URL(unescape(action), url).href, { method: 'POST', body });
    },
  });

  return { open: (address) => go(address) };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(/;\s*/);
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) cookies.delete(name);
  else cookies.set(name, value);
}

function unescape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&amp;': '&',
    '&quot;': '"',
    '&#39;': "'",
    '&lt;': '<',
    '&gt;': '>',
  };
  return text.replaceAll(/&(?:amp|quot|#39|lt|gt);/g, (entity) => entities[entity] ?? entity);
}
