import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';

/** The newest checkpoint as it is kept outside the database, so that a database put back to an older state shows. */
export interface KeptHead {
  readonly number: number;
  readonly mac: string;
  readonly at: number;
}

const head = z.object({ number: z.int().min(1), mac: z.string().regex(/^[0-9a-f]{64}$/), at: z.int() });
/** What `weir audit verify --json` printed serves as well. */
const headOrReport = z.union([
  head,
  z.object({ checkpoint: head }).transform(({ checkpoint }) => checkpoint),
]);

/** Undefined where there is no such file. Raises `configuration` for one that holds something else. */
export async function readHead(file: string): Promise<KeptHead | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const result = headOrReport.safeParse(parsed(text));
  if (result.success) return result.data;
  throw new AppError('configuration', `The file ${file} holds no checkpoint of the record.`, {
    nextStep: 'Give a file that "weir audit verify --json" or Weir itself wrote.',
  });
}

/** Whole or not at all: it is written beside its place and moved there. */
export async function writeHead(file: string, kept: KeptHead, draftName: string): Promise<void> {
  const draft = `${file}.${draftName}`;
  try {
    // A database elsewhere and keys of the configuration leave this the first file in its folder.
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw new AppError('configuration', `The file ${file} cannot be read.`, {
      nextStep: 'Check that it belongs to the account Weir runs as.',
      cause: thrown,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
