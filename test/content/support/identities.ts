/** What a body must not lose, found without the engine: each identity with how often it stands there. */
export function identities(source: string): Map<string, number> {
  const plain = source
    .replaceAll(/<ac:adf-fallback>[^]*?<\/ac:adf-fallback>/g, '')
    .replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '')
    // Both are links to an anchor.
    .replaceAll(/ ac:anchor="/g, ' href="#');
  const found = new Map<string, number>();
  const note = (key: string): void => void found.set(key, (found.get(key) ?? 0) + 1);
  for (const [, name = '', value = ''] of plain.matchAll(
    /(ac:macro-id|ri:account-id|ri:userkey|ri:filename|ri:content-title|href|ac:emoji-shortname|datetime)="([^"]*)"/g,
  ))
    note(`${name} ${value}`);
  for (const [, ref = ''] of plain.matchAll(/<ac:inline-comment-marker ac:ref="([^"]*)"/g))
    found.set(`comment ${ref}`, 1);
  for (const [, id = ''] of plain.matchAll(/<ac:task-id>([^<]*)</g)) note(`task ${id}`);
  for (const [tag] of plain.matchAll(
    /<(?:ac:layout-cell|ac:structured-macro|ac:image|ac:caption|ac:placeholder)\b/g,
  ))
    note(tag);
  return found;
}

/** The identities that are there less often than before. */
export function lostIdentities(before: string, after: string): string[] {
  const current = identities(after);
  return [...identities(before)]
    .filter(([key, count]) => (current.get(key) ?? 0) < count)
    .map(([key]) => key);
}
