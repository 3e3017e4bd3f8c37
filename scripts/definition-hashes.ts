// What the bundle knows of its own tools without making their schemas.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';
import { hashesToWrite } from '../src/governance/definitions.ts';
import { catalogue } from '../src/operations/catalogue.ts';

const place = fileURLToPath(new URL('../src/governance/hashes-of-build.ts', import.meta.url));

/** Writes the hashes of all definitions into the bundle. */
export function definitionHashes(): Plugin {
  const code = `export const hashesOfBuild = ${JSON.stringify(hashesToWrite(catalogue))};`;
  return { name: 'definition-hashes', load: (id) => (id === place ? code : undefined) };
}
