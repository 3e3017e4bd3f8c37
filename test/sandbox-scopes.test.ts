import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, registerApp } from '../sandbox/atlassian/testing/connect.ts';
import { startFixtureSite, type FixtureSite } from '../sandbox/fixture-site.ts';
import { generate } from '../scripts/generate-sandbox-scopes.ts';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';

const documentShape = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        'x-atlassian-oauth2-scopes': z.array(z.object({ scopes: z.array(z.string()) })).optional(),
      }),
    ),
  ),
});

interface Operation {
  readonly method: string;
  readonly path: string;
  /** Entries of the document: one has to be held whole. */
  readonly entries: readonly (readonly string[])[];
}

function operationsOf(file: string, prefix: string): Operation[] {
  const { paths } = documentShape.parse(
    JSON.parse(readFileSync(referencePath('data', 'openapi', file), 'utf8')),
  );
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: prefix + path.replaceAll(/\{[^}]+\}/g, '999999'),
      entries: (operation['x-atlassian-oauth2-scopes'] ?? []).map(({ scopes }) => scopes),
    })),
  );
}

function scopeSets(): { readonly name: string; readonly scopes: readonly string[] }[] {
  const [, ...rows] = readFileSync(referencePath('data', 'reference-scope-sets.tsv'), 'utf8')
    .trim()
    .split('\n');
  return rows.map((row) => {
    const [name = '', , scopes = ''] = row.split('\t');
    return { name, scopes: scopes.trim().split(' ') };
  });
}

describe.skipIf(!hasReferenceData)(`the scope gate, operation by operation${referenceDataNote}`, () => {
  let fixture: FixtureSite;
  let operations: Operation[];
  beforeAll(async () => {
    fixture = await startFixtureSite();
    operations = [...operationsOf('cloud-v2.json', '/wiki/api/v2'), ...operationsOf('cloud-v1.json', '')];
  });
  afterAll(() => fixture.sandbox.close());

  it('has a table made from these documents', () => {
    const table = fileURLToPath(
      new URL('../sandbox/atlassian/operation-scopes.generated.ts', import.meta.url),
    );
    expect(readFileSync(table, 'utf8')).toBe(generate(referencePath('data', 'openapi')));
  });

  const refusedBy = async (authorization: string): Promise<string[]> => {
    const refused: string[] = [];
    for (const { method, path } of operations) {
      const answer = await fetch(fixture.sandbox.apiUrl + path, { method, headers: { authorization } });
      const text = await answer.text();
      if (answer.status === 401 && text.includes('scope does not match')) refused.push(`${method} ${path}`);
    }
    return refused;
  };
  const closedTo = (scopes: readonly string[]): string[] =>
    operations
      .filter(({ entries }) => !entries.some((needed) => needed.every((scope) => scopes.includes(scope))))
      .map(({ method, path }) => `${method} ${path}`);

  it.each(hasReferenceData ? scopeSets() : [])('for an app with $name', async ({ scopes }) => {
    const { sandbox, ada } = fixture;
    const tokens = await connect(sandbox, registerApp(sandbox, scopes), ada.person.accountId);
    const refused = await refusedBy(`Bearer ${tokens.access_token}`);
    expect(refused).toEqual(closedTo(scopes));
    expect(refused.length).toBeLessThan(operations.length);
  });

  it('for API tokens: one with scopes as for an app, one without never', async () => {
    const { sandbox, ada } = fixture;
    const { accountId, email } = ada.person;
    const scopes = scopeSets().at(-1)?.scopes ?? [];
    const token = sandbox.accounts.createScopedToken({ accountId, scopes });
    expect(await refusedBy(`Basic ${btoa(`${email}:${token}`)}`)).toEqual(closedTo(scopes));
    expect(await refusedBy(ada.authorization)).toEqual([]);
  });
});
