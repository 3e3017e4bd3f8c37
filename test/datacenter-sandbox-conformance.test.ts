import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/random.ts';
import { createDataCenterApp } from '../sandbox/datacenter/app.ts';
import type { DataCenterCaller } from '../sandbox/datacenter/fixture-site.ts';
import { createOAuthProvider } from '../sandbox/datacenter/oauth/provider.ts';
import { standardSettings } from '../sandbox/datacenter/settings.ts';
import type { Answer } from '../sandbox/fixture-site.ts';
import { createFaults } from '../sandbox/faults/faults.ts';
import { createSite } from '../sandbox/model/site.ts';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';
import { documentedStatus, neverGivenByDataCenter } from './sandbox-conformance/datacenter-deviations.ts';
import { dataCenterRequests } from './sandbox-conformance/datacenter-requests.ts';
import { startDataCenterWorld } from './sandbox-conformance/datacenter-world.ts';
import type { ConformanceRequest } from './sandbox-conformance/requests.ts';
import { readVendorDocument, type VendorDocument } from './sandbox-conformance/vendor-document.ts';

describe.skipIf(!hasReferenceData)(`the emulated Data Center${referenceDataNote}`, () => {
  it('answers as the vendor document says, with every key it declares', async () => {
    const vendor = readVendorDocument('datacenter-10.2.json', '');
    const world = await startDataCenterWorld();
    try {
      const seen = new Map<string, Set<string>>();
      const asked = new Set<string>();
      const faults: string[] = [];
      const queue = [...dataCenterRequests(world.ids)];
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
        const path = request.path.replace(/\?.*/, '');
        const operation = vendor.find(request.method, path);
        if (operation === null) {
          faults.push(`${request.method} ${path}: not in the document`);
          continue;
        }
        asked.add(operation.operationId);
        const answer = await ask(world.ada, request);
        const where = `${operation.operationId} ${request.method} ${path}`;
        const status = documentedStatus(operation.operationId, answer.status, operation.statuses);
        if (answer.status >= 400 || !operation.statuses.includes(status)) {
          faults.push(`${where}: ${answer.status} ${answer.text.slice(0, 200)}`);
          continue;
        }
        const json: unknown = answer.text === '' ? undefined : JSON.parse(answer.text);
        if (json === undefined) continue;
        if (request.next !== undefined) queue.unshift(request.next(json));
        for (const error of operation.judge(Number(status), json))
          faults.push(`${where}: ${error.instancePath} ${error.message ?? ''}`);
        operation.visit(Number(status), json, (schema, value) => {
          const keys = seen.get(schema) ?? new Set();
          for (const key of Object.keys(value)) keys.add(key);
          seen.set(schema, keys);
        });
      }
      expect(faults).toEqual([]);
      expect(missingKeys(vendor, seen)).toEqual([]);
      expect(unasked(vendor, asked)).toEqual([]);
    } finally {
      await world.sandbox.close();
    }
  });

  it.each([
    ['children', 'docToolchain__apiV1__ancestorId.json'],
    ['pages of a space with ancestors', 'docToolchain__apiV1__space.json'],
    ['children of children', 'docToolchain__apiV1__ancestorId_child.json'],
  ])('has the keys of recorded %s', async (_what, file) => {
    const world = await startDataCenterWorld();
    try {
      const recorded: unknown = JSON.parse(readFileSync(referencePath('corpus', 'api', file), 'utf8'));
      const children = await world.ada.get(`/rest/api/content/${world.ids.page}/child/page`);
      const list = await world.ada.get(
        `/rest/api/content?spaceKey=${world.ids.space}&limit=2&start=1&expand=ancestors`,
      );
      const given = new Set([children, list].flatMap((answer) => [...keyPaths(JSON.parse(answer.text))]));
      expect([...keyPaths(recorded)].filter((path) => !given.has(path))).toEqual([]);
    } finally {
      await world.sandbox.close();
    }
  });
});

async function ask(caller: DataCenterCaller, request: ConformanceRequest): Promise<Answer> {
  if (request.form === undefined) return caller.send(request.method, request.path, request.body);
  const form = new FormData();
  for (const [name, value] of Object.entries(request.form)) {
    if (name === 'file') form.append('file', new Blob(['bytes'], { type: 'text/plain' }), value);
    else form.append(name, value);
  }
  return caller.send(request.method, request.path, form, { 'x-atlassian-token': 'nocheck' });
}

/** Declared properties that no answer of the whole run carried. */
function missingKeys(vendor: VendorDocument, seen: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...seen].flatMap(([schema, keys]) =>
    [...(vendor.declared.get(schema) ?? [])]
      .filter((key) => !keys.has(key) && !neverGivenByDataCenter(schema, key))
      .map((key) => `${schema}.${key}`),
  );
}

/** Documented operations that the sandbox has a route for and the run did not ask. */
function unasked(vendor: VendorDocument, asked: ReadonlySet<string>): string[] {
  const site = createSite({ clock: systemClock, random: systemRandom });
  site.contextPath = '';
  const { routes } = createDataCenterApp({
    site,
    faults: createFaults(),
    settings: standardSettings(),
    oauth: createOAuthProvider(site),
  });
  const known = routes.filter(
    ({ method, path }) =>
      ['GET', 'POST', 'PUT'].includes(method) && path.startsWith('/rest/api/') && !path.includes('*'),
  );
  const operations = known.flatMap(
    ({ method, path }) => vendor.find(method, path.replaceAll(/:\w+/g, '1')) ?? [],
  );
  const left = operations.filter(({ operationId }) => !asked.has(operationId));
  return [...new Set(left.map(({ operationId }) => operationId))];
}

/** Every key of a JSON value with the way to it; the rows of a list count as one. */
function keyPaths(json: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, path);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        found.add(path + key);
        visit(inner, `${path}${key}.`);
      }
    }
  };
  visit(json, '');
  return found;
}
