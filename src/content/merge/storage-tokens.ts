/** Marks of CDATA and comments, tags with their attributes, references, words, white space, and any other character. */
const token =
  /<!\[CDATA\[|\]\]>|<!--[\s\S]*?-->|<\/?[a-zA-Z](?:[^"'<>]|"[^"]*"|'[^']*')*>|&[#\w]+;|[\p{L}\p{N}\p{M}_]+|\s+|[\s\S]/gu;

/** Storage format in the pieces that a merge compares. Put together they are the body again. */
export function storageTokens(storage: string): string[] {
  return storage.match(token) ?? [];
}
