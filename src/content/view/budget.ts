/**
 * Upper estimate of the tokens of a text, without a tokenizer: o200k needs at most one for three ASCII letters of running
 * text, and for one sign, digit pair or character of another script.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 32) {
      letters += 1;
    } else if (code < 128) {
      tokens += code >= 48 && code <= 57 ? 0.5 : 0.8;
    } else {
      tokens += 1;
    }
  }
  return Math.ceil(tokens + letters / 3.2);
}
