import type { SensitiveText } from '../operation.ts';

/**
 * A part of a text in which nothing shows of what its ends cut through: half an address is found by no detector. What lies
 * in the part as a whole is masked like any other answer.
 */
export function maskCuts(whole: string, part: string, find: SensitiveText): string {
  if (part === '' || part === whole) return part;
  const finds = find(whole);
  let [head, tail] = [0, part.length];
  let [headName, tailName] = ['', ''];
  // Where the same part stands several times, it is taken for each of them.
  for (let at = whole.indexOf(part); at !== -1; at = whole.indexOf(part, at + 1)) {
    const end = at + part.length;
    for (const span of finds) {
      if (span.end <= at || span.start >= end) continue;
      if (span.start < at && span.end - at > head) [head, headName] = [span.end - at, span.name];
      if (span.end > end && span.start - at < tail) [tail, tailName] = [span.start - at, span.name];
    }
  }
  if (headName === '' && tailName === '') return part;
  const [before, after] = [headName, tailName].map((name) => (name === '' ? '' : `[masked: ${name}]`));
  return head >= tail ? ((before || after) ?? '') : `${before ?? ''}${part.slice(head, tail)}${after ?? ''}`;
}
