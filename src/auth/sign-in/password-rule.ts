/** Characters. */
export const shortestPassword = 12;
export const longestPassword = 256;
/** Of the characters, so many are neither guessable nor repeated: a word with a year and two signs has six. */
const fewestUnguessable = 8;

/** What lists of leaked passwords are full of, without the digits and signs that people put around it. */
const commonWords = new Set(
  `password passwort passphrase motdepasse contrasena secret geheim hunter admin administrator administrador root
  superuser welcome willkommen bienvenue letmein changeme default temporary iloveyou monkey dragon football baseball
  superman batman princess sunshine master shadow trustno summer winter spring autumn company confluence atlassian
  jira weir gateway login signin test testing qwerty qwertz azerty asdf zxcv abc abcd`.split(/\s+/),
);

/** Rows of keyboards, the alphabet and the digits, each also backwards. */
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
].flatMap((row) => [row, Array.from(row).toReversed().join('')]);
/** As many keys in a row as make a run. */
const runLength = 4;

/**
 * What is wrong with a new password, as a sentence, or undefined. Length and guessability only: rules about kinds of
 * characters make passwords worse (NIST SP 800-63B §3.1.1.2). Parts that anybody would guess (the person's own name and
 * address, common words, keys in a row, repetitions) do not count towards the length.
 */
export function faultOfPassword(
  password: string,
  owner: { readonly email: string; readonly name: string },
): string | undefined {
  const length = Array.from(password).length;
  if (length < shortestPassword) return `A password has at least ${shortestPassword} characters.`;
  if (length > longestPassword) return `A password has at most ${longestPassword} characters.`;
  const own = `${owner.email} ${owner.name}`.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= 4);
  const remaining = withoutGuessable(password.toLowerCase(), [
    ...own.map((part) => part.toLowerCase()),
    ...commonWords,
  ]);
  if (remaining >= fewestUnguessable) return undefined;
  return 'This password is easy to guess. Take several unrelated words, or let a password manager make one.';
}

/** How many characters are left; one that comes again and again counts twice. */
function withoutGuessable(password: string, words: readonly string[]): number {
  let rest = password;
  for (const word of words.toSorted((one, other) => other.length - one.length))
    rest = rest.replaceAll(word, ' ');
  for (const row of runs) {
    for (let length = row.length; length >= runLength; length -= 1) {
      for (let start = 0; start + length <= row.length; start += 1) {
        rest = rest.replaceAll(row.slice(start, start + length), ' ');
      }
    }
  }
  rest = rest.replaceAll(/\s/g, '').replace(/^(.+?)\1+$/u, '$1');
  const counts = new Map<string, number>();
  for (const character of rest) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.min(count, 2), 0);
}
