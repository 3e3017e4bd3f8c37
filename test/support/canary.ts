import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Ways in which a text may lie in a file. */
export interface Encoding {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A secret as it is and as it looks in base64 (at each offset), hex, addresses, JSON and UTF-16. */
export function encodingsOf(secret: string | Uint8Array): readonly Encoding[] {
  const raw = Buffer.from(secret);
  return [
    { name: 'raw', bytes: raw },
    encoding('hex', raw.toString('hex')),
    encoding('HEX', raw.toString('hex').toUpperCase()),
    ...[0, 1, 2].flatMap((offset) => [
      encoding(`base64 at ${offset}`, inBase64(raw, offset, 'base64')),
      encoding(`base64url at ${offset}`, inBase64(raw, offset, 'base64url')),
    ]),
    ...(typeof secret === 'string' ? encodingsOfText(secret) : []),
  ];
}

function encodingsOfText(secret: string): readonly Encoding[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const inAscii = escaped.replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    { name: 'utf16', bytes: Buffer.from(secret, 'utf16le') },
    encoding('url', encodeURIComponent(secret)),
    encoding('form', new URLSearchParams({ '': secret }).toString().slice(1)),
    encoding('json', escaped),
    encoding('json in json', JSON.stringify(escaped).slice(1, -1)),
    encoding('json, ASCII only', inAscii),
  ];
}

function encoding(name: string, text: string): Encoding {
  return { name, bytes: Buffer.from(text) };
}

/** The characters of the base64 of a longer text that depend on the secret alone. */
function inBase64(raw: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const shifted = Buffer.concat([Buffer.alloc(offset), raw]);
  const whole = shifted.subarray(0, shifted.length - (shifted.length % 3));
  return whole.toString(encoding).slice(offset === 0 ? 0 : 4);
}

/** Which encodings of a secret lie in the files of a folder, each as `file: encoding`. */
export function findPlanted(folder: string, secret: string | Uint8Array): readonly string[] {
  const encodings = encodingsOf(secret);
  return filesUnder(folder).flatMap((file) => {
    const content = readFileSync(file);
    return encodings
      .filter(({ bytes }) => content.includes(bytes))
      .map(({ name }) => `${file.slice(folder.length + 1)}: ${name}`);
  });
}

/** Looks through bytes for many texts at once and names those that lie there, each as `name: encoding`. */
export type Search = (content: Uint8Array) => readonly string[];

/**
 * A search for secrets in every encoding. It looks at each byte once, however many secrets there are: four bytes from the
 * middle of each pattern say where to compare it, since the beginnings of tokens are the same.
 */
export function searchFor(secrets: Iterable<readonly [name: string, secret: string | Uint8Array]>): Search {
  const patterns = new Map<
    number,
    { readonly at: number; readonly bytes: Buffer; readonly label: string }[]
  >();
  const seen = new Uint8Array(1 << 21);
  for (const [name, secret] of secrets) {
    for (const { name: how, bytes } of encodingsOf(secret)) {
      if (bytes.length < shortestPattern) throw new Error(`"${name}" is too short to be searched for`);
      const at = (bytes.length >> 1) - 2;
      const anchor = bytes.readUInt32BE(at);
      const bit = slotOf(anchor);
      seen[bit >> 3] = (seen[bit >> 3] ?? 0) | (1 << (bit & 7));
      const same = patterns.get(anchor) ?? [];
      patterns.set(anchor, [...same, { at, bytes, label: `${name}: ${how}` }]);
    }
  }
  return (content) => {
    const found = new Set<string>();
    let anchor = 0;
    for (let end = 0; end < content.length; end += 1) {
      anchor = ((anchor << 8) | (content[end] ?? 0)) >>> 0;
      const bit = slotOf(anchor);
      if (((seen[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      for (const { at, bytes, label } of patterns.get(anchor) ?? []) {
        const start = end - 3 - at;
        if (start >= 0 && bytes.equals(content.subarray(start, start + bytes.length))) found.add(label);
      }
    }
    return [...found];
  };
}

/** Shorter ones would be found by chance. */
const shortestPattern = 8;

/** One of 2^24 bits. */
function slotOf(anchor: number): number {
  return Math.imul(anchor, 0x9e37_79b1) >>> 8;
}

/** The files of a folder, at any depth. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
