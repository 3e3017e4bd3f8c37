const runs = /[A-Za-z]+|[0-9]+|\s+|[^]/g;

/**
 * Upper estimate of the tokens of a text, without a tokenizer. Of o200k, a run of letters takes at most about one token for
 * three letters, a run of digits one for three and one for the space before, another character of a common script one and any other one its three bytes.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [run] of text.matchAll(runs)) {
    const code = run.charCodeAt(0);
    if (isLetter(code)) tokens += Math.ceil(run.length / 3);
    else if (code >= 48 && code <= 57) tokens += Math.ceil(run.length / 3) + 1;
    else if (run.trim() === '') tokens += run === ' ' ? 0 : 2;
    else tokens += isCommon(code) ? 1 : 3;
  }
  return tokens;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
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
