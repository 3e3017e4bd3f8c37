/** One part of a `multipart/form-data` body (RFC 7578). */
export interface FormPart {
  readonly name: string;
  /** Only on files. */
  readonly filename: string | null;
  /** As the part declares it; null when it declares none. */
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}

/** The parts of a form; null when the body is not one. */
export function parseMultipart(contentType: string, body: Uint8Array): FormPart[] | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!/^multipart\/form-data/i.test(contentType) || boundary === null) return null;
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ''}`);
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const parts: FormPart[] = [];
  let at = buffer.indexOf(delimiter);
  if (at < 0) return null;
  for (;;) {
    const start = at + delimiter.length;
    if (buffer.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const end = buffer.indexOf(`\r\n${delimiter.toString('latin1')}`, start, 'latin1');
    if (end < 0) return null;
    const part = parsePart(buffer.subarray(start + 2, end));
    if (part !== null) parts.push(part);
    at = end + 2;
  }
}

/**
 * A text part as Confluence reads it: in Latin-1 unless the part says otherwise, which turns comments into mojibake; file
 * names are not affected (facts: confluence-api §7).
 */
export function textOfPart(part: FormPart): string {
  const charset = /charset="?([\w-]+)/i.exec(part.contentType ?? '')?.[1] ?? 'latin1';
  return Buffer.from(part.bytes).toString(/^utf-?8$/i.test(charset) ? 'utf8' : 'latin1');
}

function parsePart(bytes: Buffer): FormPart | null {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return null;
  const headers = bytes.subarray(0, split).toString('utf8').split('\r\n');
  const header = (name: string): string | null => {
    const line = headers.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
    return line === undefined ? null : line.slice(name.length + 1).trim();
  };
  const disposition = header('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) return null;
  return {
    name,
    filename: parameter(disposition, 'filename'),
    contentType: header('content-type'),
    bytes: new Uint8Array(bytes.subarray(split + 4)),
  };
}

// Quotes and line breaks in names arrive percent-encoded (WHATWG HTML, multipart/form-data encoding algorithm).
function parameter(disposition: string, name: string): string | null {
  const extended = new RegExp(`[;\\s]${name}\\*=UTF-8''([^;\\s]+)`, 'i').exec(disposition)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  const found = new RegExp(`[;\\s]${name}="((?:[^"\\\\]|\\\\.)*)"|[;\\s]${name}=([^;\\s]+)`, 'i').exec(
    disposition,
  );
  if (found === null) return null;
  const text = found[1]?.replaceAll(/\\(.)/g, '$1') ?? found[2] ?? '';
  return text.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}
