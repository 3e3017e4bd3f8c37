/** What a character counts as. */
const letter = 1;
const digit = 2;
const space = 3;
const common = 4;
const rare = 5;

const ofAscii = Uint8Array.from({ length: 0x80 }, (_, code) => kindOf(code));

/**
 * Upper estimate of the tokens of a text, without a tokenizer. Of o200k, a run of letters takes at most about one token for
 * three letters, a run of digits one for three and one for the space before, another character of a common script one and any other one its three bytes.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const kind = kindAt(text, at);
    at += 1;
    if (kind <= space) while (at < text.length && kindAt(text, at) === kind) at += 1;
    const length = at - start;
    if (kind === letter) tokens += Math.ceil(length / 3);
    else if (kind === digit) tokens += Math.ceil(length / 3) + 1;
    // One space is part of the token after it.
    else if (kind === space) tokens += length === 1 && text.charCodeAt(start) === 32 ? 0 : 2;
    else tokens += kind === common ? 1 : 3;
  }
  return tokens;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return ofAscii[code] ?? kindOf(code);
}

function kindOf(code: number): number {
  if (/[A-Za-z]/.test(String.fromCharCode(code))) return letter;
  if (code >= 48 && code <= 57) return digit;
  if (/\s/.test(String.fromCharCode(code))) return space;
  return isCommon(code) ? common : rare;
}

/** ASCII, the alphabets of Europe and the Near East, Chinese, Japanese and composed Korean. */
function isCommon(code: number): boolean {
  return (
    code < 0x700 ||
    (code >= 0x2010 && code <= 0x2027) ||
    (code >= 0x3000 && code <= 0x30ff) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xff00 && code <= 0xff5e)
  );
}
