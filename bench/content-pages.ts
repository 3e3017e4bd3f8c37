import { readdir, readFile } from 'node:fs/promises';
import { hasReferenceData, referencePath } from '../test/support/reference-data.ts';
import { startSandbox } from '../sandbox/index.ts';

/** Storage-format bodies of the sandbox's sample pages: every family of macro and element is among them. */
export async function samplePages(): Promise<string[]> {
  const sandbox = await startSandbox();
  const bodies = [...sandbox.site.contents.values()]
    .map(({ storage }) => storage)
    .filter((body) => body.length > 500);
  await sandbox.close();
  return bodies;
}

interface RealPage {
  readonly value: string;
  /** Written by people in Confluence Cloud and saved as it stores them. */
  readonly isCloudPage: boolean;
}

/** Real pages and samples of other converters, where they are on this machine. */
export async function realPages(kind: 'storage' | 'adf'): Promise<RealPage[]> {
  if (!hasReferenceData) return [];
  const folder = referencePath('corpus', kind);
  const names = (await readdir(folder)).filter((name) => /\.(xml|html|json)$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      value: await readFile(`${folder}/${name}`, 'utf8'),
      isCloudPage: name.startsWith('querypie-docs'),
    })),
  );
}

/** One body of about `size` characters, made of whole ones. */
export function joinedTo(size: number, bodies: readonly string[]): string {
  const parts: string[] = [];
  let length = 0;
  // A layout must be alone in a body.
  const joinable = bodies.filter((body) => !body.includes('<ac:layout>'));
  for (let index = 0; length < size; index += 1) {
    const body = joinable[index % joinable.length] ?? '<p>Nothing to measure.</p>';
    parts.push(body);
    length += body.length;
  }
  return parts.join('');
}
