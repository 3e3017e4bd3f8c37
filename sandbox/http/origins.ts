/** The origins that a server on a host and port has for callers. */
export interface Origins {
  readonly siteUrl: string;
  /** Files lie on another origin than the site: the same port under the other name of this machine, where it has two. */
  readonly mediaUrl: string;
}

export function originsOf(host: string, port: number): Origins {
  const named: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const others: Readonly<Record<string, string>> = { '127.0.0.1': 'localhost', localhost: '127.0.0.1' };
  const origin = (name: string): string => `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const name = named[host] ?? host;
  return { siteUrl: origin(name), mediaUrl: origin(others[name] ?? name) };
}
