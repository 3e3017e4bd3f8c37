import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEndpoints } from '../../src/admin-api/endpoints.ts';
import type { Endpoint } from '../../src/admin-api/endpoint.ts';
import type { AdminApiParts } from '../../src/admin-api/parts.ts';
import { ensureAccount } from '../../src/store/accounts.ts';
import { roles, type Role } from '../../src/store/roles.ts';
import { startAdminWeir, type AdminWeir, type Ask } from '../support/admin-weir.ts';

/**
 * Who may do what: o owner, a administrator, b builder, u auditor, v viewer, m a member without a role, x an owner of another
 * workspace, O the operator who is no member. A route that is not here fails the first test.
 */
const table: Readonly<Record<string, string>> = {
  'get /me': 'oabuvmxO',
  'get /me/connections': 'oabuvmxO',
  'delete /me/connections/{connection}': 'oabuvmxO',
  'get /workspaces': 'oabuvmxO',
  'post /workspaces': 'O',
  'get /workspaces/{workspace}': 'oabuvO',
  'patch /workspaces/{workspace}': 'O',
  'delete /workspaces/{workspace}': 'O',
  'get /workspaces/{workspace}/people': 'oabuvO',
  'post /workspaces/{workspace}/people': 'oaO',
  'get /workspaces/{workspace}/people/{person}': 'oabuvO',
  'patch /workspaces/{workspace}/people/{person}': 'oaO',
  'delete /workspaces/{workspace}/people/{person}': 'oaO',
  'put /workspaces/{workspace}/people/{person}/roles': 'oO',
  'post /workspaces/{workspace}/people/{person}/sign-in-links': 'oO',
  'get /workspaces/{workspace}/groups': 'oabuvO',
  'post /workspaces/{workspace}/groups': 'oaO',
  'get /workspaces/{workspace}/groups/{group}': 'oabuvO',
  'patch /workspaces/{workspace}/groups/{group}': 'oaO',
  'delete /workspaces/{workspace}/groups/{group}': 'oaO',
  'get /workspaces/{workspace}/groups/{group}/members': 'oabuvO',
  'put /workspaces/{workspace}/groups/{group}/members/{person}': 'oaO',
  'delete /workspaces/{workspace}/groups/{group}/members/{person}': 'oaO',
  'get /workspaces/{workspace}/connections': 'oabuvO',
  'post /workspaces/{workspace}/connections': 'oa',
  'get /workspaces/{workspace}/connections/{connection}': 'oabuvO',
  'patch /workspaces/{workspace}/connections/{connection}': 'oa',
  'delete /workspaces/{workspace}/connections/{connection}': 'oa',
  'post /workspaces/{workspace}/connections/{connection}/test': 'oa',
  'put /workspaces/{workspace}/connections/{connection}/secret': 'oa',
  'get /workspaces/{workspace}/connections/{connection}/scopes': 'oabuvO',
  'get /workspaces/{workspace}/connections/{connection}/publications': 'oabuvO',
  'post /workspaces/{workspace}/connections/{connection}/publications': 'O',
  'delete /workspaces/{workspace}/connections/{connection}/publications/{toWorkspace}': 'O',
  'get /workspaces/{workspace}/offered-connections': 'oabuvO',
  'get /workspaces/{workspace}/offered-connections/{connection}': 'oabuvO',
  'patch /workspaces/{workspace}/offered-connections/{connection}': 'oab',
  'get /workspaces/{workspace}/agent-keys': 'oabuvO',
  'post /workspaces/{workspace}/agent-keys': 'oab',
  'delete /workspaces/{workspace}/agent-keys/{key}': 'oab',
  'get /workspaces/{workspace}/oauth-clients': 'oabuvO',
  'post /workspaces/{workspace}/oauth-clients': 'oab',
  'post /workspaces/{workspace}/oauth-clients/{client}/secret': 'oab',
  'delete /workspaces/{workspace}/oauth-clients/{client}': 'oab',
  'put /workspaces/{workspace}/oauth-clients/{client}/block': 'oab',
  'delete /workspaces/{workspace}/oauth-clients/{client}/block': 'oab',
  'get /workspaces/{workspace}/oauth-grants': 'oabuvO',
  'delete /workspaces/{workspace}/oauth-grants/{grant}': 'oab',
  'get /workspaces/{workspace}/governance': 'oabuvO',
  'patch /workspaces/{workspace}/governance': 'oa',
  'get /workspaces/{workspace}/connections/{connection}/tools': 'oabuvO',
  'post /workspaces/{workspace}/connections/{connection}/discoveries': 'oa',
  'get /workspaces/{workspace}/connections/{connection}/review': 'oabuvO',
  'put /workspaces/{workspace}/connections/{connection}/review': 'oa',
  'post /workspaces/{workspace}/connections/{connection}/tools/approvals': 'oa',
  'get /workspaces/{workspace}/connections/{connection}/tools/{tool}': 'oabuvO',
  'patch /workspaces/{workspace}/connections/{connection}/tools/{tool}': 'oa',
  'get /workspaces/{workspace}/toolsets': 'oabuvO',
  'post /workspaces/{workspace}/toolsets': 'oab',
  'get /workspaces/{workspace}/toolsets/{toolset}': 'oabuvO',
  'put /workspaces/{workspace}/toolsets/{toolset}': 'oab',
  'delete /workspaces/{workspace}/toolsets/{toolset}': 'oab',
  'get /workspaces/{workspace}/access-profiles': 'oabuvO',
  'post /workspaces/{workspace}/access-profiles': 'oa',
  'get /workspaces/{workspace}/access-profiles/{profile}': 'oabuvO',
  'put /workspaces/{workspace}/access-profiles/{profile}': 'oa',
  'delete /workspaces/{workspace}/access-profiles/{profile}': 'oa',
  'get /workspaces/{workspace}/policy-rules': 'oabuvO',
  'post /workspaces/{workspace}/policy-rules': 'oa',
  'get /workspaces/{workspace}/policy-rules/{rule}': 'oabuvO',
  'put /workspaces/{workspace}/policy-rules/{rule}': 'oa',
  'delete /workspaces/{workspace}/policy-rules/{rule}': 'oa',
  'get /workspaces/{workspace}/mask-detectors': 'oabuvO',
  'post /workspaces/{workspace}/mask-detectors': 'oa',
  'get /workspaces/{workspace}/mask-detectors/{detector}': 'oabuvO',
  'put /workspaces/{workspace}/mask-detectors/{detector}': 'oa',
  'delete /workspaces/{workspace}/mask-detectors/{detector}': 'oa',
  'get /workspaces/{workspace}/profile-grants': 'oabuvO',
  'post /workspaces/{workspace}/profile-grants': 'oa',
  'get /workspaces/{workspace}/profile-grants/{grant}': 'oabuvO',
  'patch /workspaces/{workspace}/profile-grants/{grant}': 'oa',
  'get /me/access-profiles': 'oabuvmxO',
  'post /me/access-profiles/{profile}/requests': 'oabuvmxO',
  'get /workspaces/{workspace}/agents': 'oabuvO',
  'post /workspaces/{workspace}/agents': 'oab',
  'get /workspaces/{workspace}/agents/{agent}': 'oabuvO',
  'patch /workspaces/{workspace}/agents/{agent}': 'oab',
  'delete /workspaces/{workspace}/agents/{agent}': 'oab',
  'get /workspaces/{workspace}/kill-switches': 'oabuvO',
  'post /workspaces/{workspace}/kill-switches': 'oa',
  'delete /workspaces/{workspace}/kill-switches/{killSwitch}': 'oa',
  'get /workspaces/{workspace}/decisions/explain': 'oa',
  'get /workspaces/{workspace}/governance/document': 'oabuvO',
  'post /workspaces/{workspace}/governance/plan': 'oa',
  'put /workspaces/{workspace}/governance/document': 'oa',
  'get /workspaces/{workspace}/approvals': 'oau',
  'get /me/approvals': 'oabuvmxO',
  'get /me/approvals/{approval}': 'oabuvmxO',
  'post /me/approvals/{approval}/answer': 'oabuvmxO',
  'get /workspaces/{workspace}/limits': 'oabuvO',
  'post /workspaces/{workspace}/limits': 'oa',
  'get /workspaces/{workspace}/limits/{limit}': 'oabuvO',
  'patch /workspaces/{workspace}/limits/{limit}': 'oa',
  'delete /workspaces/{workspace}/limits/{limit}': 'oa',
  'get /workspaces/{workspace}/hooks': 'oabuvO',
  'post /workspaces/{workspace}/hooks': 'oa',
  'get /workspaces/{workspace}/hooks/{hook}': 'oabuvO',
  'patch /workspaces/{workspace}/hooks/{hook}': 'oa',
  'delete /workspaces/{workspace}/hooks/{hook}': 'oa',
  'post /workspaces/{workspace}/hooks/{hook}/secret': 'oa',
  'get /record': 'O',
  'get /settings': 'O',
  'patch /settings': 'O',
  'get /workspaces/{workspace}/record': 'oau',
  'get /workspaces/{workspace}/record/export': 'oau',
  'get /workspaces/{workspace}/record/verify': 'oau',
  'get /workspaces/{workspace}/record/calls/{call}/values': 'u',
  'get /record/keeping': 'O',
  'patch /record/keeping': 'O',
  'get /workspaces/{workspace}/record/keeping': 'oau',
  'patch /workspaces/{workspace}/record/keeping': 'o',
  'get /workspaces/{workspace}/record/streams': 'oau',
  'post /workspaces/{workspace}/record/streams': 'oa',
  'get /workspaces/{workspace}/record/streams/{stream}': 'oau',
  'patch /workspaces/{workspace}/record/streams/{stream}': 'oa',
  'delete /workspaces/{workspace}/record/streams/{stream}': 'oa',
  'post /workspaces/{workspace}/record/streams/{stream}/secret': 'oa',
  'get /workspaces/{workspace}/record/streams/{stream}/status': 'oau',
  'post /workspaces/{workspace}/record/streams/{stream}/test': 'oa',
  'get /workspaces/{workspace}/record/streams/{stream}/dead-letters': 'oau',
  'post /workspaces/{workspace}/record/streams/{stream}/replay': 'oa',
};

const letters: Readonly<Record<Role, string>> = {
  owner: 'o',
  administrator: 'a',
  builder: 'b',
  auditor: 'u',
  viewer: 'v',
};

// What routes there are does not depend on what stands below them.
const endpoints = allEndpoints({} as AdminApiParts);
const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

let weir: AdminWeir;
const visitors = new Map<string, Ask>();
beforeAll(async () => {
  weir = await startAdminWeir({ database: { kind: 'sqlite', file: ':memory:' } });
  const main = await weir.workspace('main');
  for (const role of roles) {
    visitors.set(letters[role], await weir.browser(await weir.person(main, role, [role])));
  }
  visitors.set('m', await weir.browser(await weir.person(main, 'member')));
  const elsewhere = await weir.workspace('elsewhere');
  visitors.set('x', await weir.browser(await weir.person(elsewhere, 'neighbour', ['owner'])));
  // Of no workspace at all.
  const { store, ids } = weir.foundation;
  const account = await ensureAccount(store.db, { email: 'operator@example.test', name: 'O', now: 1 }, ids);
  visitors.set('O', await weir.browser({ accountId: account.id }, { isOperator: true }));
});
afterAll(() => weir.close());

/** Whether a request got past the question who asks: what comes after it does not matter here. */
async function isAdmitted(ask: Ask, { method, path, body }: Endpoint): Promise<boolean> {
  const address = path
    .replace('{workspace}', 'main')
    .replaceAll(/\{\w+\}/g, (name) => (name === '{toWorkspace}' ? 'elsewhere' : 'nobody'));
  // Nothing that any route takes, so that nothing is changed.
  const { status, body: answer } = await ask(method.toUpperCase(), address, {
    ...(body && { body: { unknown: true } }),
    ifMatch: '"never"',
  });
  return (
    status !== 401 &&
    answer['code'] !== 'denied' &&
    answer['detail'] !== 'There is no such workspace. Check its slug.'
  );
}

describe('who may do what in the admin API', () => {
  it('is said for every route', () => {
    expect(endpoints.map(nameOf).toSorted()).toEqual(Object.keys(table).toSorted());
  });

  it.each(endpoints.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    '%s',
    async (name, endpoint) => {
      const admitted: string[] = [];
      for (const [letter, ask] of visitors) if (await isAdmitted(ask, endpoint)) admitted.push(letter);
      expect(admitted.join('')).toBe(table[name]);
      expect(await isAdmitted(weir.stranger, endpoint)).toBe(false);
    },
  );
});
