import type { Admin } from './admin.ts';

interface Operation {
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>;
}
interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
}

type Item = Readonly<Record<string, unknown>>;

/** Where the values of a parameter are, unless the list above it has them. */
const elsewhere: Readonly<Record<string, { readonly list: string; readonly field: string }>> = {
  call: { list: '/workspaces/main/record?limit=200', field: 'callId' },
};

/** Of an item, what its address is made of; the first that it has. */
const addressFields = ['slug', 'clientId', 'tool', 'id'];

/** What a query asks for. Only those that an operation has are sent. */
const queries: Readonly<Record<string, string>> = {
  workspace: 'main',
  limit: '200',
  agent: 'agt_test',
  connection: 'own-token',
  tool: 'pages.get',
};
/** The same names are filters of lists. */
const filtered = /\/record/;

/** At most so many things of a kind are looked at: of connections there is one for each mode; and so many below each. */
const mostItems = 40;
const mostBelow = 3;

/**
 * Asks for everything that the document of the admin API says can be asked for, with what there is in workspace `main`, and
 * answers which paths nothing could be asked of: a route that is added is walked by itself.
 */
export async function walkAdminApi(admin: Admin): Promise<readonly string[]> {
  const { paths } = (await admin('GET', '/openapi.json')).body as unknown as Document;
  const silent: string[] = [];
  for (const [path, { get }] of Object.entries(paths)) {
    if (!get) continue;
    const asked = (get.parameters ?? []).filter(
      ({ name, in: where }) => where === 'query' && name in queries && !filtered.test(path),
    );
    const query = new URLSearchParams(
      Object.fromEntries(asked.map(({ name }) => [name, queries[name] ?? ''])),
    );
    const route = path.replace(/^\/api\/v1/, '').replace('{workspace}', 'main');
    let told = 0;
    for (const address of await addressesOf(admin, route)) {
      const { status } = await admin('GET', `${address}?${query.toString()}`, undefined, 'any');
      if (status === 200) told += 1;
    }
    if (told === 0) silent.push(path);
  }
  return silent;
}

/** The addresses of a path: one for each thing that its parameters may mean. */
async function addressesOf(admin: Admin, path: string, most = mostItems): Promise<readonly string[]> {
  const match = /^(.*?)\/\{(\w+)\}(.*)$/.exec(path);
  if (!match) return [path];
  const [, before = '', parameter = '', after = ''] = match;
  const other = elsewhere[parameter];
  const own = before.startsWith('/me/') ? `${before}?workspace=main` : `${before}?limit=200`;
  const { body } = await admin('GET', other?.list ?? own, undefined, 'any');
  const items = (body['items'] ?? []) as readonly Item[];
  const field = (item: Item): unknown =>
    item[other?.field ?? [parameter, ...addressFields].find((name) => typeof item[name] === 'string') ?? ''];
  const values = new Set(items.map(field).filter((value) => typeof value === 'string'));
  const addresses: string[] = [];
  for (const value of [...values].slice(0, most)) {
    const below = `${before}/${encodeURIComponent(value)}${after}`;
    addresses.push(...(await addressesOf(admin, below, mostBelow)));
  }
  return addresses;
}
