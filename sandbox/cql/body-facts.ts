const cdata = /<!\[CDATA\[[\s\S]*?\]\]>/g;
const macroName = /<ac:(?:structured-macro|macro)\b[^>]*?\sac:name="([^"]*)"/g;
const mentioned = /<ri:user\b[^>]*?\sri:(?:account-id|userkey)="([^"]*)"/g;

/** Names of the macros in a body; what code macros show as text does not count. */
export function macroNamesIn(storage: string): Set<string> {
  return new Set([...storage.replace(cdata, '').matchAll(macroName)].map((match) => match[1] ?? ''));
}

/** Account ids (on Data Center user keys) of the people mentioned in a body. */
export function mentionsIn(storage: string): Set<string> {
  return new Set([...storage.replace(cdata, '').matchAll(mentioned)].map((match) => match[1] ?? ''));
}
