import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../src/config/config-schema.ts';
import { loadConfig } from '../src/config/load-config.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'configuration.md'), 'utf8');
const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';

describe('docs/configuration.md', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-doc-'));
    await mkdir(join(folder, 'secrets'));
    for (const file of ['secrets/audit.key', 'secrets/dc-token', 'ca.pem', 'client.pem', 'client.key']) {
      await writeFile(join(folder, file), 'x'.repeat(40));
    }
    await writeFile(join(folder, 'weir.yaml'), example);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has an example that loads', async () => {
    const env = Object.fromEntries(
      [...example.matchAll(/\{ env: (\w+) \}/g)].map(([, name = '']) => [name, 'y'.repeat(40)]),
    );
    const config = await loadConfig({ file: join(folder, 'weir.yaml'), env });
    expect(config.connections.map(({ slug }) => slug)).toEqual(['wiki', 'data-center']);
  });

  it('shows every key, and every way to sign in to a site', () => {
    const shown = new Set(keysOf(parse(example)));
    expect(keysOfSchema(configSchema).filter((path) => !shown.has(path))).toEqual([]);
    const modes = [...page.matchAll(/mode: (\w+)/g)].map(([, mode]) => mode);
    for (const mode of [
      'oauth_central',
      'oauth',
      'api_token',
      'api_token_per_user',
      'pat',
      'pat_per_user',
      'basic',
      'basic_per_user',
      'service_account',
      'access_token',
    ]) {
      expect(modes).toContain(mode);
    }
  });
});

/** `server.port`, `people[].key`, … of a document. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = path === '' ? key : `${path}.${key}`;
    return [own, ...keysOf(inner, own)];
  });
}

/** The same of the schema; ways to sign in and references are choices, and left out. */
function keysOfSchema(schema: unknown, path = ''): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional)
    return keysOfSchema(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return keysOfSchema(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]) => {
    const own = path === '' ? key : `${path}.${key}`;
    return [own, ...keysOfSchema(inner, own)];
  });
}
