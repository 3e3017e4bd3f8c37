import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError } from '../../src/kernel/app-error.ts';
import { adfToStorage, parseAdf } from '../content/index.ts';
import { contentContext } from '../model/content-context.ts';
import { createContent } from '../model/create-content.ts';
import type { Content, Person, Space } from '../model/entities.ts';
import { createPerson } from '../model/people.ts';
import { changed, type Site } from '../model/site.ts';
import { createSpace, spaceByKey } from '../model/spaces.ts';
import { indexTasks } from '../model/tasks.ts';
import { findTitleClash } from '../model/titles.ts';
import { unwrapBody } from './unwrap-body.ts';

const storageEndings = new Set(['.xml', '.html', '.xhtml', '.storage']);
const adfEnding = '.json';
const longestTitle = 255;

export interface ImportResult {
  readonly imported: number;
  /** Files, relative to the folder, that became no page. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Makes a page of each storage-format file (`.xml`, `.html`, `.xhtml`, `.storage`) and each ADF document (`.json`) in a folder
 * and the folders below it, in a space of the key `IMPORT`. A page's title is its file's name; bodies are kept byte by byte,
 * broken ones too. A file that is a page already is skipped, so that an import can be repeated.
 * @throws AppError `configuration` when the folder cannot be read
 */
export async function importFolder(site: Site, folder: string): Promise<ImportResult> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('configuration', `The folder ${folder} cannot be read.`, {
      cause,
      nextStep: 'Name a folder with storage-format or ADF files with --import.',
    });
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => storageEndings.has(endingOf(path)) || endingOf(path) === adfEnding)
    .sort();
  const author = importer(site);
  const space = importSpace(site, author);
  const skipped: { file: string; reason: string }[] = [];
  let imported = 0;
  for (const path of files) {
    const reason = await importFile(site, space, author, path);
    if (reason === null) imported += 1;
    else skipped.push({ file: path.slice(folder.length).replace(/^[/\\]+/, ''), reason });
  }
  return { imported, skipped };
}

/** Why the file became no page; null when it did. */
async function importFile(site: Site, space: Space, author: Person, path: string): Promise<string | null> {
  const bytes = await readFile(path);
  const text = decodeUtf8(bytes);
  if (text === null) return 'not UTF-8 text';
  const title = basename(path).slice(0, longestTitle);
  if (endingOf(path) !== adfEnding) return addPage(site, space, author, title, unwrapBody(text), null);
  const document = parseAdf(text);
  if (document === null) return 'not an ADF document';
  const storage = adfToStorage(document, contentContext(site, author, { id: '', spaceId: space.id }));
  return addPage(site, space, author, title, storage, text);
}

function addPage(
  site: Site,
  space: Space,
  author: Person,
  title: string,
  storage: string,
  adf: string | null,
): string | null {
  const free = freeTitle(site, space, title, (held) => held.storage === storage && held.adf === adf);
  if (free === null) return 'imported already';
  const content = createContent(site, {
    kind: 'page',
    spaceId: space.id,
    title: free,
    author: author.accountId,
  });
  // Not through the site's own checks: they would refuse broken bodies and add identifiers to the rest.
  content.storage = storage;
  content.adf = adf;
  content.versions = content.versions.map((version) => ({ ...version, storage }));
  indexTasks(site, content, author.accountId, content.createdAt);
  changed(site);
  return null;
}

/** The title, or with a number where another page holds it; null when `isSame` knows the holder. */
function freeTitle(
  site: Site,
  space: Space,
  title: string,
  isSame: (holder: Content) => boolean,
): string | null {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const candidate = title.slice(0, longestTitle - suffix.length) + suffix;
    const holder = findTitleClash(site, 'page', space.id, candidate, null);
    if (holder === undefined) return candidate;
    if (isSame(holder)) return null;
  }
}

/** Who imports: the site's administrator, anybody else where there is none, and a person of its own on an empty site. */
function importer(site: Site): Person {
  const people = [...site.people.values()];
  return (
    people.find((person) => person.siteAdmin) ??
    people[0] ??
    createPerson(site, {
      displayName: 'Importer',
      email: 'importer@weir.example',
      apiToken: 'sandbox-token-of-importer-not-a-secret',
      siteAdmin: true,
    })
  );
}

/** Everybody on the site may do everything in it. */
function importSpace(site: Site, author: Person): Space {
  const known = spaceByKey(site, 'IMPORT');
  if (known !== undefined) return known;
  return createSpace(site, {
    key: 'IMPORT',
    name: 'Imported pages',
    author: author.accountId,
    permissions: [...site.people.values()].map((person) => ({
      principal: `user:${person.accountId}` as const,
      rights: ['read', 'create', 'update', 'delete', 'comment', 'admin'],
    })),
    homepage: { title: 'Imported pages', storage: '<p>Pages made of files.</p>' },
  });
}

function endingOf(path: string): string {
  return extname(path).toLowerCase();
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
