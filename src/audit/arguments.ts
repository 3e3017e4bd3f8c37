import type { Secret } from '../kernel/secret.ts';
import { keyedHash } from './keyed-hash.ts';

const deepest = 4;
const mostNames = 40;
const longestName = 64;

/**
 * Names and types of arguments, sorted, never values: `{body:{representation:string,value:string},id:string,labels:[string]}`.
 * Bounded in depth and width, since a client chooses both.
 */
export function argumentShape(args: unknown): string {
  return shapeOf(args, 0);
}

/**
 * HMAC-SHA256, hex, of the arguments whatever the order of their names, so that two calls can be compared without keeping
 * what they said. The key keeps short values from being guessed.
 */
export function argumentDigest(key: Secret, args: unknown): string {
  return keyedHash(key, `weir-arguments-1\n${canonicalJson(args)}`);
}

function shapeOf(value: unknown, depth: number): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (depth === deepest) return Array.isArray(value) ? '[…]' : '{…}';
  if (Array.isArray(value)) {
    const shapes = new Set(value.slice(0, mostNames).map((item) => shapeOf(item, depth + 1)));
    return `[${[...shapes].toSorted().join('|')}]`;
  }
  const named = Object.entries(value).filter(([, item]) => item !== undefined);
  const shapes = named
    .toSorted(byName)
    .slice(0, mostNames)
    .map(([name, item]: [string, unknown]) => `${shownName(name)}:${shapeOf(item, depth + 1)}`);
  if (named.length > mostNames) shapes.push('…');
  return `{${shapes.join(',')}}`;
}

function shownName(name: string): string {
  const short = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
  return /^[\w$-]+$/.test(short) ? short : JSON.stringify(short);
}

/** JSON with sorted names (as RFC 8785 orders them). */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_name, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).toSorted(byName))
        : item,
    ) ?? 'undefined'
  );
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
