import { RE2JS } from 're2js';

/** Longest pattern that is read, in characters. */
const longestPattern = 500;
/** Instructions of the compiled program: time is at most this, times the length of the text. */
const largestProgram = 300;

export type LinearPattern = RE2JS;

export type PatternReading =
  | { readonly ok: true; readonly pattern: LinearPattern }
  | { readonly ok: false; readonly reason: string };

/**
 * An administrator's expression in RE2 syntax, which has no look-around and no back-references and so takes time in
 * proportion to the text (https://github.com/google/re2/wiki/Syntax). Refused with a reason where it does not read or is too large.
 */
export function readPattern(text: string): PatternReading {
  if (text === '') return { ok: false, reason: 'The expression is empty.' };
  if (text.length > longestPattern)
    return { ok: false, reason: `The expression is longer than ${longestPattern} characters.` };
  let pattern: LinearPattern;
  try {
    pattern = RE2JS.compile(text);
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    return { ok: false, reason: `The expression does not read: ${said}` };
  }
  if (pattern.programSize() > largestProgram)
    return { ok: false, reason: 'The expression is too large; repeat fewer times or use simpler classes.' };
  return { ok: true, pattern };
}
