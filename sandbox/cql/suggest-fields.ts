import type { Field } from './fields.ts';

/**
 * Five field names for a name that does not exist: those with its first letter, shortest first. The rule is read off the
 * one recorded answer, for 'status' (facts: confluence-api §3.2).
 */
export function suggestFields(name: string, fields: readonly Field[]): string[] {
  const initial = name.charAt(0).toLowerCase();
  const rank = (candidate: string): number =>
    (candidate.toLowerCase().startsWith(initial) ? 0 : 1000) + candidate.length;
  return fields
    .map((field) => field.name)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 5);
}
