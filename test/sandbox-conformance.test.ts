import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../src/kernel/clock.ts';
import { systemRandom } from '../src/kernel/random.ts';
import { answerOf, type Answer, type Caller } from '../sandbox/fixture-site.ts';
import { createFaults } from '../sandbox/faults/faults.ts';
import { createApp } from '../sandbox/http/app.ts';
import { createSite } from '../sandbox/model/site.ts';
import { hasReferenceData, referenceDataNote, referencePath } from './support/reference-data.ts';
import { measuredAbsent, measuredDeviation, neverGiven } from './sandbox-conformance/deviations.ts';
import { v1Requests, v2Requests, type ConformanceRequest } from './sandbox-conformance/requests.ts';
import { readVendorDocument, type VendorDocument } from './sandbox-conformance/vendor-document.ts';
import { startWorld, throughApi, type World } from './sandbox-conformance/world.ts';

describe.skipIf(!hasReferenceData)(`the sandbox against the vendor's documents${referenceDataNote}`, () => {
  it.each([
    ['cloud-v2.json', '/wiki/api/v2', v2Requests],
    ['cloud-v1.json', '', v1Requests],
  ] as const)('answers as %s says, with every key it declares', async (file, prefix, requests) => {
    const vendor = readVendorDocument(file, prefix);
    const world = await startWorld();
    try {
      const seen = new Map<string, Set<string>>();
      const asked = new Set<string>();
      const faults: string[] = [];
      const queue = [...requests(world.ids)];
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
        if (answer.status >= 400 || !operation.statuses.includes(String(answer.status))) {
          faults.push(`${where}: ${answer.status} ${answer.text.slice(0, 200)}`);
          continue;
        }
        const json: unknown = answer.text === '' ? undefined : JSON.parse(answer.text);
        if (json === undefined) continue;
        if (request.next !== undefined) queue.unshift(request.next(json));
        for (const error of operation.judge(answer.status, json)) {
          if (measuredDeviation(operation.operationId, error)) continue;
          faults.push(`${where}: ${error.instancePath} ${error.message ?? ''}`);
        }
        operation.visit(answer.status, json, (schema, value) => {
          const keys = seen.get(schema) ?? new Set();
          for (const key of Object.keys(value)) keys.add(key);
          seen.set(schema, keys);
        });
      }
      expect(faults).toEqual([]);
      expect(missingKeys(vendor, seen)).toEqual([]);
      expect(unasked(vendor, asked, prefix === '' ? '/wiki/rest/api' : prefix)).toEqual([]);
    } finally {
      await world.sandbox.close();
    }
  });
});

describe.skipIf(!hasReferenceData)(`the sandbox against recorded answers${referenceDataNote}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.sandbox.close());

  const recorded = (name: string): unknown =>
    parse(readFileSync(referencePath('corpus', 'api', name), 'utf8'));
  const pages = ['544112828', '544145591', '544381877', '692355151', '793608206', '883654669'];

  it.each([
    ['page.v2', (id: string) => `/wiki/api/v2/pages/${id}?body-format=atlas_doc_format`],
    ['children.v2', (id: string) => `/wiki/api/v2/pages/${id}/children`],
    ['page.v1', (id: string) => `/wiki/rest/api/content/${id}?expand=ancestors,body.storage,body.view`],
    ['attachments.v1', (id: string) => `/wiki/rest/api/content/${id}/child/attachment`],
  ])('has the keys of %s', async (what, pathOf) => {
    const answer = await world.ada.get(pathOf(world.ids.page));
    const given = keyPaths(JSON.parse(answer.text));
    for (const page of pages) {
      const wanted = keyPaths(recorded(`querypie__${page}__${what}.yaml`));
      expect([...wanted].filter((path) => !given.has(path))).toEqual([]);
    }
  });

  it('has the keys of recorded ancestors and of recorded lists of pages', async () => {
    const answer = await world.ada.get(`/wiki/rest/api/content/${world.ids.child}?expand=ancestors`);
    const given = keyPaths(answer.at('ancestors'));
    for (const page of pages) {
      const wanted = keyPaths(
        Reflect.get(Object(recorded(`querypie__${page}__ancestors.v1.yaml`)), 'results'),
      );
      expect([...wanted].filter((path) => !given.has(path))).toEqual([]);
    }
    const list = await throughApi(world).get(`/wiki/api/v2/spaces/${world.ids.space}/pages?limit=1`);
    const rows = keyPaths(recorded('docToolchain__apiV2__space.json'));
    expect([...rows].filter((path) => !keyPaths(JSON.parse(list.text)).has(path))).toEqual([]);
    const children = await world.ada.get(`/wiki/rest/api/content/${world.ids.page}/child/page`);
    const childRows = keyPaths(recorded('docToolchain__apiV1__ancestorId.json'));
    // Recorded on a site that still said `edit`.
    childRows.delete('results._links.edit');
    expect([...childRows].filter((path) => !keyPaths(JSON.parse(children.text)).has(path))).toEqual([]);
  });
});

async function ask(caller: Caller, request: ConformanceRequest): Promise<Answer> {
  if (request.form === undefined) return caller.send(request.method, request.path, request.body);
  const form = new FormData();
  for (const [name, value] of Object.entries(request.form)) {
    if (name === 'file') form.append('file', new Blob(['bytes'], { type: 'text/plain' }), value);
    else form.append(name, value);
  }
  const site = new URL(request.path, 'http://127.0.0.1');
  return answerOf(
    await fetch(`${caller.base}${site.pathname}${site.search}`, {
      method: request.method,
      headers: { authorization: caller.authorization, 'x-atlassian-token': 'nocheck' },
      body: form,
    }),
  );
}

/** Declared properties that no answer of the whole run carried. */
function missingKeys(vendor: VendorDocument, seen: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...seen].flatMap(([schema, keys]) =>
    [...(vendor.declared.get(schema) ?? [])]
      .filter((key) => !keys.has(key) && !neverGiven(schema, key))
      .map((key) => `${schema}.${key}`),
  );
}

/** Documented operations that the sandbox has a route for and the run did not ask. */
function unasked(vendor: VendorDocument, asked: ReadonlySet<string>, below: string): string[] {
  const site = createSite({ clock: systemClock, random: systemRandom });
  const { routes } = createApp({ site, faults: createFaults(), v1Content: 'living' });
  const known = routes.filter(
    ({ method, path }) =>
      ['GET', 'POST', 'PUT'].includes(method) && path.startsWith(below) && !path.includes('*'),
  );
  const operations = known.flatMap(
    ({ method, path }) => vendor.find(method, path.replaceAll(/:\w+/g, '1')) ?? [],
  );
  const left = operations.filter(
    ({ operationId }) => !asked.has(operationId) && !measuredAbsent(operationId),
  );
  return [...new Set(left.map(({ operationId }) => operationId))];
}

/** Every key of a JSON value with the way to it; the rows of a list count as one. */
function keyPaths(json: unknown, at = ''): Set<string> {
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
  visit(json, at);
  return found;
}
