const hidden = '[secret]';
const deepest = 6;
const longestText = 4_000;

/** Names whose values are credentials wherever they stand; compared without case, `-` and `_`. */
const secretNames =
  /token|secret|password|passwd|passphrase|authorization|cookie|credential|apikey|privatekey|signature/;
const exactSecretNames = new Set(['key', 'auth', 'jwt', 'pat', 'sessionid']);

/** Credentials inside longer texts: user:password in addresses, Authorization values, Atlassian and Weir tokens. */
const secretTexts: ReadonlyArray<readonly [RegExp, string]> = [
  [/(\w:\/\/)[^\s/@:]*:[^\s@]*@/g, `$1${hidden}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\b(ATATT|ATCTT|ATSTT|ATOAT)[\w=-]{8,}/g, hidden],
  [/\bweir_[\w-]{16,}/g, hidden],
  [/([?&](?:token|code|key|secret|client_secret|access_token|refresh_token)=)[^&\s"]+/gi, `$1${hidden}`],
];

/**
 * A copy of a log field in which credentials read `[secret]`: by the name they stand under, at any depth, and by their
 * shape inside texts. Numbers and booleans stay, so that `tokens: 812` can be counted.
 */
export function redact(name: string, value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return isSecretName(name) ? hidden : redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isSecretName(name) || hasOwnJson(value)) return hasOwnJson(value) ? value : hidden;
  if (depth === deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => redact('', item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [inner, redact(inner, item, depth + 1)]),
  );
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return exactSecretNames.has(plain) || secretNames.test(plain);
}

/** Dates, URLs and Secret print themselves. */
function hasOwnJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function redactText(text: string): string {
  const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return secretTexts.reduce(
    (current, [pattern, replacement]) => current.replaceAll(pattern, replacement),
    short,
  );
}
