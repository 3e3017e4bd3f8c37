import { namedEntity } from './html-entities.ts';

const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The offset of the first character that XML 1.0 §2.2 allows nowhere, or -1. */
export function forbiddenCharacterIn(text: string): number {
  const control = text.search(controlCharacter);
  return control !== -1 || text.isWellFormed() ? control : text.search(loneSurrogate);
}

const reference = /&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]*));/y;

/** One resolved stretch of raw text: the reference at `start` (or a plain run) and what it stands for. */
export interface ResolvedPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A reference that cannot be resolved. */
export interface ReferenceFault {
  readonly offset: number;
  readonly message: string;
}

/** The character reference at `offset` (where `&` stands), or why there is none. */
export function referenceAt(source: string, offset: number): ResolvedPiece | ReferenceFault {
  reference.lastIndex = offset;
  const match = reference.exec(source);
  if (match === null) {
    return { offset, message: 'Unexpected character after "&"; a literal ampersand is written as &amp;' };
  }
  const end = reference.lastIndex;
  const [, decimal, hexadecimal, name] = match;
  if (name !== undefined) {
    const text = namedEntity(name);
    return text === undefined
      ? { offset, message: `Undeclared general entity "${name}"` }
      : { start: offset, end, text };
  }
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number.parseInt(decimal, 10);
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return { offset, message: `Illegal character entity: expansion character (code 0x${code.toString(16)})` };
  }
  const text = String.fromCodePoint(code);
  return forbiddenCharacterIn(text) !== -1
    ? { offset, message: `Illegal character entity: expansion character (code 0x${code.toString(16)})` }
    : { start: offset, end, text };
}

/** Raw text with its references resolved, up to the first that cannot be, which is handed to `onFault`. */
export function resolveReferences(
  source: string,
  start: number,
  end: number,
  onFault: (fault: ReferenceFault) => void,
): string {
  const raw = source.slice(start, end);
  if (!raw.includes('&')) return raw;
  let text = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    const piece = referenceAt(raw, at);
    if ('message' in piece) {
      onFault({ ...piece, offset: start + piece.offset });
      break;
    }
    text += raw.slice(from, at) + piece.text;
    from = piece.end;
  }
  return text + raw.slice(from);
}
