import type { Site } from './site.ts';

const format = 'weir-sandbox/1';

const kept = [
  'cloudId',
  'title',
  'people',
  'groups',
  'spaces',
  'contents',
  'comments',
  'attachments',
  'labels',
  'tasks',
  'longTasks',
  'watches',
  'favourites',
  'lastId',
] as const satisfies readonly (keyof Site)[];

/** The whole state as text; maps, sets and bytes are tagged. */
export function siteToJson(site: Site): string {
  const state = Object.fromEntries(kept.map((key) => [key, site[key]]));
  return JSON.stringify({ format, ...state, accounts: site.accounts }, tag);
}

/** Fills a site from such text. @throws Error when the text is not one */
export function siteFromJson(site: Site, text: string): void {
  const state: unknown = JSON.parse(text, untag);
  if (typeof state !== 'object' || state === null || !('format' in state) || state.format !== format) {
    throw new Error('not a sandbox data file');
  }
  fill(site, state, kept);
  // Files of sites that no app ever asked for have no accounts.
  if ('accounts' in state) fill(site.accounts, state.accounts, Object.keys(site.accounts));
  shareLabels(site);
}

function fill(into: object, from: unknown, keys: readonly string[]): void {
  for (const key of keys) {
    const value: unknown = typeof from === 'object' && from !== null ? Reflect.get(from, key) : undefined;
    const target: unknown = Reflect.get(into, key);
    if (target instanceof Map && value instanceof Map) for (const [id, entry] of value) target.set(id, entry);
    else if (target instanceof Set && value instanceof Set) for (const entry of value) target.add(entry);
    else if (typeof value === typeof target && typeof value !== 'object') Reflect.set(into, key, value);
    else throw new Error(`no ${key}`);
  }
}

// Label identity decides whether something carries a label already, so what was read must share the site's own.
function shareLabels(site: Site): void {
  const carriers = [...site.contents.values(), ...site.spaces.values(), ...site.attachments.values()];
  for (const carrier of carriers) {
    carrier.labels = carrier.labels.map((label) => site.labels.get(`${label.prefix}:${label.name}`) ?? label);
  }
}

// JSON.stringify hands over what `toJSON` made of a value; `this` still holds the value itself.
function tag(this: unknown, key: string, value: unknown): unknown {
  const raw: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
  if (raw instanceof Map) return { $map: [...raw] };
  if (raw instanceof Set) return { $set: [...raw] };
  if (raw instanceof Uint8Array) return { $bytes: Buffer.from(raw).toString('base64') };
  return value;
}

function untag(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value && Array.isArray(value.$map)) return new Map(value.$map as [unknown, unknown][]);
  if ('$set' in value && Array.isArray(value.$set)) return new Set<unknown>(value.$set);
  if ('$bytes' in value && typeof value.$bytes === 'string')
    return new Uint8Array(Buffer.from(value.$bytes, 'base64'));
  return value;
}
