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

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}
