import type { Person, Space } from './model/entities.ts';
import { createGroup, createPerson } from './model/people.ts';
import { createSpace } from './model/spaces.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from './start.ts';

/** A running sandbox with one space and three people: Ada administers it, Ben edits, Cleo only reads. */
export interface FixtureSite {
  readonly sandbox: RunningSandbox;
  readonly ada: Caller;
  readonly ben: Caller;
  readonly cleo: Caller;
  /** Somebody with no right anywhere. */
  readonly dan: Caller;
  readonly space: Space;
  readonly editorsGroupId: string;
}

/** A person with a way to call the sandbox as them; paths start at `/wiki`. */
export interface Caller {
  readonly person: Person;
  readonly authorization: string;
  /** The site or the API address. */
  readonly base: string;
  get(path: string): Promise<Answer>;
  /** A body is sent as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A whole answer, its JSON open to be looked into. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the answer at a path such as `results.0.id`; undefined where there is nothing. */
  at(path: string): unknown;
  /** As `at`, for what must be a string. */
  textAt(path: string): string;
}

export async function startFixtureSite(
  options: SandboxOptions & { readonly through?: 'site' | 'api' } = {},
): Promise<FixtureSite> {
  const sandbox = await startSandbox({ sample: false, ...options });
  const { site } = sandbox;
  const editors = createGroup(site, { name: 'editors' });
  const base = options.through === 'api' ? sandbox.apiUrl : sandbox.siteUrl;
  const join = (name: string, groupIds: readonly string[] = []): Caller =>
    callerOf(
      base,
      createPerson(site, { displayName: name, email: `${name.toLowerCase()}@example.com`, groupIds }),
    );
  const [ada, ben, cleo, dan] = [join('Ada'), join('Ben', [editors.id]), join('Cleo'), join('Dan')];
  const space = createSpace(site, {
    key: 'ENG',
    name: 'Engineering',
    author: ada.person.accountId,
    permissions: [
      {
        principal: `user:${ada.person.accountId}`,
        rights: ['read', 'create', 'update', 'delete', 'comment', 'admin'],
      },
      { principal: `group:${editors.id}`, rights: ['read', 'create', 'update', 'delete', 'comment'] },
      { principal: `user:${cleo.person.accountId}`, rights: ['read'] },
    ],
  });
  return { sandbox, ada, ben, cleo, dan, space, editorsGroupId: editors.id };
}

/** Calls of a person; `base` is the site or the API address. */
export function callerOf(base: string, person: Person): Caller {
  const authorization = `Basic ${Buffer.from(`${person.email}:${person.apiToken}`).toString('base64')}`;
  const send: Caller['send'] = async (method, path, body, headers = {}) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(base + path, {
      method,
      redirect: 'manual',
      headers: { authorization, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  };
  return { person, authorization, base, send, get: (path) => send('GET', path) };
}

/** Reads a whole answer. */
export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const at = (path: string): unknown => {
    let value: unknown = JSON.parse(text);
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = Reflect.get(value, key);
    }
    return value;
  };
  const textAt = (path: string): string => {
    const value = at(path);
    if (typeof value !== 'string') throw new Error(`no text at ${path} of ${text.slice(0, 300)}`);
    return value;
  };
  return { status: response.status, headers: response.headers, text, at, textAt };
}
