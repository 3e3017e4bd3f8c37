export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** A query string with its `?`; absent values are left out, lists are repeated (`id=1&id=2`). Empty for no values. */
export function queryString(values: Readonly<Record<string, QueryValue>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (typeof value === 'object') {
      for (const each of value) parts.push(`${name}=${encodeURIComponent(each)}`);
    } else {
      parts.push(`${name}=${encodeURIComponent(value)}`);
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
