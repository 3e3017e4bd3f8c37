import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEndpoints } from '../../src/admin-api/endpoints.ts';
import type { AdminApiParts } from '../../src/admin-api/parts.ts';
import { startAdminWeir, type AdminWeir } from '../support/admin-weir.ts';

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly required: boolean };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
  readonly description: string;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
}

describe('the OpenAPI document of the admin API', () => {
  let weir: AdminWeir;
  let document: Document;
  beforeAll(async () => {
    weir = await startAdminWeir({ database: { kind: 'sqlite', file: ':memory:' } });
    document = (await weir.stranger('GET', '/openapi.json')).body as unknown as Document;
  });
  afterAll(() => weir.close());

  // What routes there are does not depend on what stands below them.
  const endpoints = allEndpoints({} as AdminApiParts);
  const operationOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
    document.paths[`/api/v1${path}`]?.[method];

  it('has every route and no other, and says of each who may', () => {
    expect(document.openapi).toBe('3.1.0');
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(documented.toSorted()).toEqual(
      endpoints.map(({ method, path }) => `${method} /api/v1${path}`).toSorted(),
    );
    for (const endpoint of endpoints) {
      expect(operationOf(endpoint)?.description).toMatch(/^(Whoever|The operator|The right)/);
    }
  });

  it('names the parameters of each path, If-Match where it is wanted, limits of lists', () => {
    for (const endpoint of endpoints) {
      const { parameters = [] } = operationOf(endpoint) ?? {};
      const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      const wanted = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath, endpoint.path).toEqual(wanted);
      const conditional = parameters.some(({ name }) => name === 'if-match');
      expect(conditional, endpoint.path).toBe(endpoint.conditional === true);
    }
    const list = operationOf({ method: 'get', path: '/workspaces/{workspace}/people' });
    expect(list?.parameters).toContainEqual(
      expect.objectContaining({
        name: 'limit',
        required: false,
        schema: expect.objectContaining({ minimum: 1, maximum: 200, default: 50 }),
      }),
    );
  });

  it('names its schemas, none of which answers a secret but where it is made', () => {
    const { schemas } = document.components;
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(['Person', 'Connection', 'AgentKey', 'Record', 'Problem', 'MyConnection']),
    );
    const secretive = Object.entries(schemas)
      .filter(([, { properties = {} }]) =>
        Object.keys(properties).some((name) => /^(key|token|password|secret|clientSecret|url)$/.test(name)),
      )
      .map(([name]) => name);
    expect(secretive.toSorted()).toEqual(['MadeAgentKey', 'MadeOAuthClient', 'OAuthSecret', 'SignInLink']);
  });
});
