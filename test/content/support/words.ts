/** A word of a view that an agent may reasonably change, by line and column. */
export interface ViewWord {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Signs of the dialect that are not text of the page, each with what it covers. */
const notText: readonly RegExp[] = [
  /^\s*(?:>\s*)*(?:[-*] |\d+[.)] )*(?:[-*] |\d+[.)] )?:{2,3}.*$/g,
  /^\s*(?:>\s*)*(?:[-*] |\d+[.)] )*(?:`{3,}|~{3,}).*$/g,
  /^\s*(?:>\s*)*(?:[-*] |\d+[.)] )*!\[.*$/g,
  /(?<=[|¶] )\s*(?:[-*] |\d+[.)] )*(?::{2,3}|!\[|`{3}|~{3})(?:(?! [¶|]).)*/g,
  /(?<=[|¶] )(?:\s|>|[-*] |\d+[.)](?: |$)|\[[ x]\](?: |$)|#+ )+/g,
  /^(?:\s|>|[-*] |\d+[.)](?: |$)|\[[ x]\](?: |$)|<> )+/g,
  /\]\((?:[^()\\]|\\.|\([^()]*\))*\)/g,
  /\{#(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}|\{(?:cols|rows)=[^{}]*\}/g,
  /:(?:img|mention|emoji|date|jira|anchor|macro|x|var|placeholder|status|image)\[(?:[^\]\\]|\\.)*\]/g,
  /:[a-z]+\[/g,
  /<\/?[a-z]+>|<[a-z][a-z0-9+.-]*:[^\s<>]*>/gi,
  /\\./g,
];

/** Words of a view outside of its signs; `atoms` are lines or labels that name something else and cannot be edited. */
export function wordsOf(lines: readonly string[]): ViewWord[] {
  const words: ViewWord[] = [];
  let inFence: string | undefined;
  lines.forEach((line, index) => {
    // A fence in a cell ends on the line of its row.
    const fence = /^\s*(?:>\s*)*(?:[-*] |\d+[.)] )*(`{3,}|~{3,})/.exec(line)?.[1];
    const isFence = fence !== undefined && (inFence === undefined || fence === inFence);
    if (isFence) inFence = inFence === undefined ? fence : undefined;
    let masked = line;
    if (isFence) masked = '';
    else if (inFence === undefined)
      for (const pattern of notText) masked = masked.replace(pattern, (found) => ' '.repeat(found.length));
    for (const match of masked.matchAll(/[\p{L}\p{N}]+/gu))
      words.push({ line: index, column: match.index, text: match[0] });
  });
  return words;
}

/** The view with one word changed. */
export function withWord(lines: readonly string[], word: ViewWord, text: string): string {
  const line = lines[word.line] ?? '';
  const changed = line.slice(0, word.column) + text + line.slice(word.column + word.text.length);
  return lines.with(word.line, changed).join('\n');
}
