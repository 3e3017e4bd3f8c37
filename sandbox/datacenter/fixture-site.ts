import { answerOf, type Answer } from '../fixture-site.ts';
import type { Person, Space } from '../model/entities.ts';
import { createGroup, createPerson } from '../model/people.ts';
import { createSpace } from '../model/spaces.ts';
import { loginOf } from './logins.ts';
import { startDataCenter, type DataCenterOptions, type RunningDataCenter } from './start.ts';
import { userKeyFor } from './user-key.ts';

/** A running Data Center with one space and three people: Ada administers it, Ben edits, Cleo only reads. */
export interface DataCenterFixture {
  readonly sandbox: RunningDataCenter;
  readonly ada: DataCenterCaller;
  readonly ben: DataCenterCaller;
  readonly cleo: DataCenterCaller;
  /** Somebody with no right anywhere. */
  readonly dan: DataCenterCaller;
  readonly space: Space;
  readonly editorsGroupId: string;
}

/** A person with a way to call the site as them; paths start below the context, at `/rest`. */
export interface DataCenterCaller {
  readonly person: Person;
  readonly authorization: string;
  get(path: string): Promise<Answer>;
  /** A form is sent as one, anything else as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function startDataCenterFixture(
  options: Partial<DataCenterOptions> = {},
): Promise<DataCenterFixture> {
  const sandbox = await startDataCenter({
    sample: false,
    contextPath: '/confluence',
    ...options,
    platform: 'datacenter',
  });
  const { site } = sandbox;
  const editors = createGroup(site, { name: 'editors' });
  const join = (name: string, groupIds: readonly string[] = []): DataCenterCaller => {
    const accountId = userKeyFor(name.toLowerCase());
    const email = `${name.toLowerCase()}@example.com`;
    return callerOf(sandbox, createPerson(site, { accountId, displayName: name, email, groupIds }));
  };
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

/** Calls of a person with their personal token, or with other credentials. */
export function callerOf(
  sandbox: RunningDataCenter,
  person: Person,
  authorization = `Bearer ${loginOf(person).personalToken}`,
): DataCenterCaller {
  const send: DataCenterCaller['send'] = async (method, path, body, headers = {}) => {
    const isForm = body instanceof FormData;
    const json = body === undefined || isForm ? {} : { 'content-type': 'application/json' };
    const response = await fetch(sandbox.siteUrl + path, {
      method,
      redirect: 'manual',
      headers: { ...(authorization === '' ? {} : { authorization }), ...json, ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    return answerOf(response);
  };
  return { person, authorization, send, get: (path) => send('GET', path) };
}
