/** What the browser shows after it followed every redirect of ours; `outside` where it was sent to another origin. */
export interface ShownPage {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Where the browser was sent outside of Weir; it did not go there. */
  readonly outside?: URL;
  /** Sends the form that has this button: its hidden fields, the button's own field, and these, several of a name too. */
  press(button: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<ShownPage>;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** A browser without scripts: cookies with their paths, redirects, pages that go on by themselves, forms. */
export interface OAuthBrowser {
  open(address: string): Promise<ShownPage>;
  /** As the sign-in would have: the value of `Set-Cookie`. */
  keep(setCookie: string): void;
  /** Names of the cookies it holds. */
  cookies(): readonly string[];
}

/**
 * `address`: Weir's own, of which the browser is never sent outside. `through`: where it really connects to, for one of
 * several replicas; it may change.
 */
export function oauthBrowser(address: string, through: () => string = () => address): OAuthBrowser {
  const jar = new Map<string, Cookie>();

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const isGone = attributes.some((one) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(one));
    const key = `${name} ${path}`;
    if (isGone) jar.delete(key);
    else jar.set(key, { value: pair.slice(at + 1), path });
  }

  async function go(target: string, init: RequestInit = {}): Promise<ShownPage> {
    const url = new URL(target, address);
    const cookie = [...jar]
      .filter(([, { path }]) => path === '/' || url.pathname === path || url.pathname.startsWith(`${path}/`))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(`${through()}${url.pathname}${url.search}`, {
      ...init,
      headers,
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) keep(line);
    const text = await response.text();
    const meta = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(text)?.[1];
    const next = response.headers.get('location') ?? (meta === undefined ? null : unescape(meta));
    const shown = pageOf(url.href, { status: response.status, text, headers: response.headers });
    if (next === null) return shown;
    const to = new URL(next, url);
    return to.origin === new URL(address).origin ? go(to.href) : { ...shown, outside: to };
  }

  const pageOf = (url: string, answer: Pick<ShownPage, 'status' | 'text' | 'headers'>): ShownPage => ({
    url,
    ...answer,
    press: async (button, fields = {}) => {
      const forms = [...answer.text.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)];
      const form = forms.find(([, , content = '']) => buttonIn(content, button) !== undefined);
      if (!form) throw new Error(`no button "${button}" on ${url}: ${answer.text.slice(0, 2_000)}`);
      const [, action = '', content = ''] = form;
      const hidden = [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
      const body = new URLSearchParams();
      for (const [, name = '', value = ''] of hidden) body.set(name, unescape(value));
      const own = /name="([^"]*)"\s+value="([^"]*)"/.exec(buttonIn(content, button) ?? '');
      if (own) body.set(own[1] ?? '', own[2] ?? '');
      for (const [name, values] of Object.entries(fields)) {
        body.delete(name);
        for (const value of [values].flat()) body.append(name, value);
      }
      return go(unescape(action), {
        method: 'POST',
        body,
        headers: { origin: new URL(address).origin, 'sec-fetch-site': 'same-origin' },
      });
    },
  });

  return { open: (target) => go(target), keep, cookies: () => [...jar.keys()] };
}

function buttonIn(content: string, label: string): string | undefined {
  return [...content.matchAll(/<button([\s\S]*?)>([\s\S]*?)<\/button>/g)].find(
    ([, , text = '']) => text.trim() === label,
  )?.[1];
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
