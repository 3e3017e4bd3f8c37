import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { filesUnder, searchFor } from './canary.ts';

// Every test leaves something: databases, their logs, lines of our log. Secrets that the sandbox makes begin alike, so that
// one search finds those of all tests, whoever wrote them and wherever.

const jwtOfSandbox = Buffer.from('{"kid":"sandbox/').toString('base64url').slice(0, 20);

const search = searchFor([
  ['token of Atlassian', jwtOfSandbox],
  ['API token', 'ATATT3xSandbox'],
  ['secret or code of Atlassian', 'SandboxSecret'],
  ['secret, code or token of Data Center', Buffer.from('SandboxS').toString('hex')],
  ['API token of somebody of the sample', 'sandbox-token-of-'],
  ['password on Data Center', 'sandbox-password-of-'],
]);

/** Our own, as they are: of them hashes alone may be stored. */
const own: ReadonlyArray<readonly [name: string, begins: string]> = [
  ['agent key', 'weir_'],
  ['signing secret', 'whsec_'],
];
/** 256 random bits. */
const ownLength = 43;

const findings = new Set<string>();
const lines: string[] = [];
let allowed: RegExp | undefined;

/** Looks at what a test leaves; `place` is what a finding is called. */
export function noteLeft(place: string, content: Uint8Array): void {
  for (const found of [...search(content), ...ownIn(content)]) findings.add(`${place}: ${found}`);
}

/** Looks at the tables of a SQLite database that is about to be closed, and at its files. */
export function noteLeftDatabase(database: DatabaseSync): void {
  for (const { name } of database.prepare("select name from sqlite_master where type = 'table'").iterate()) {
    const table = String(name);
    for (const row of database.prepare(`select * from "${table}"`).iterate()) {
      const values = Object.values(row).map((value) =>
        value instanceof Uint8Array ? value : Buffer.from(String(value)),
      );
      noteLeft(`table ${table}`, Buffer.concat(values.flatMap((value) => [value, Buffer.from('\n')])));
    }
  }
  const file = database.location();
  for (const one of file === null ? [] : [file, `${file}-wal`])
    if (existsSync(one)) noteLeft(one.endsWith('-wal') ? 'write-ahead log' : 'database', readFileSync(one));
}

/** Looks at the folder of a Postgres server that has stopped: its log, and tables that are no catalogue. */
export function noteLeftCluster(folder: string): void {
  for (const file of filesUnder(folder)) {
    const [, node] = /\/base\/\d+\/(\d+)/.exec(file) ?? [];
    const isTable = node !== undefined && Number(node) >= firstOwnNode;
    if (isTable || file.startsWith(join(folder, 'pg_wal')))
      noteLeft(isTable ? 'Postgres table' : 'Postgres log', readFileSync(file));
  }
}

/** Below are the objects that every database begins with. */
const firstOwnNode = 16_384;

/** Keeps a line of a log until it is looked at. */
export function keepLine(line: string): void {
  lines.push(line);
  if (lines.length >= 10_000) lookAtLines();
}

/** For a test that leaves such things on purpose: those findings that match are none. `why` is for who reads it. */
export function allowLeft(matching: RegExp, why: string): void {
  if (why === '') throw new Error('say why');
  allowed = matching;
}

/** What was found since the file began, and is not allowed. */
export function whatIsLeft(): readonly string[] {
  return everythingLeft().filter((finding) => allowed?.test(finding) !== true);
}

/** With what is allowed. */
export function everythingLeft(): readonly string[] {
  lookAtLines();
  return [...findings];
}

function lookAtLines(): void {
  noteLeft('log', Buffer.from(lines.splice(0).join('')));
}

function ownIn(content: Uint8Array): readonly string[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return own.filter(([, begins]) => holdsOwn(bytes, begins)).map(([name]) => `${name}: raw`);
}

function holdsOwn(bytes: Buffer, begins: string): boolean {
  for (let at = bytes.indexOf(begins); at >= 0; at = bytes.indexOf(begins, at + 1)) {
    const start = at + begins.length;
    const text = bytes.toString('latin1', start, start + ownLength);
    // Names of tables and indexes have no capitals; 256 random bits have.
    if (/^[\w-]{43}$/.test(text) && /[A-Z]/.test(text)) return true;
  }
  return false;
}
