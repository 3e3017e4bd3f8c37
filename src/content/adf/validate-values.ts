import { isObject } from './node.ts';
import type { ObjectRule, ValueRule } from './rules.ts';

const patterns = new Map<string, RegExp>();

/** What is wrong with a value, as the end of a sentence; undefined when it fits. */
export function wrongValue(rule: ValueRule, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false';
    case 'string':
      if (typeof value !== 'string') return 'is no text';
      if (value.length < (rule.min ?? 0)) return 'is empty';
      return rule.pattern === undefined || matches(rule.pattern, value)
        ? undefined
        : `does not match ${rule.pattern}`;
    case 'number':
      if (typeof value !== 'number') return 'is no number';
      if (value < (rule.min ?? -Infinity)) return `is below ${rule.min ?? 0}`;
      return value > (rule.max ?? Infinity) ? `is above ${rule.max ?? 0}` : undefined;
    case 'one-of':
      return rule.values.some((allowed) => allowed === value)
        ? undefined
        : `is none of ${rule.values.map((allowed) => JSON.stringify(allowed)).join(', ')}`;
    case 'list': {
      if (!Array.isArray(value)) return 'is no list';
      if (value.length < (rule.min ?? 0)) return 'is empty';
      const wrong = value
        .map((item: unknown) => wrongValue(rule.of, item))
        .find((item) => item !== undefined);
      return wrong === undefined ? undefined : `holds something that ${wrong}`;
    }
    case 'object':
      return wrongObject(rule, value, 'it')?.message;
    default:
      return rule satisfies never;
  }
}

/** What is wrong with an object and where in it; `owner` names it in the message. */
export function wrongObject(
  rule: ObjectRule,
  value: unknown,
  owner: string,
): { readonly path: string; readonly message: string } | undefined {
  if (!isObject(value)) return { path: '', message: `the attributes of ${owner} are no object` };
  for (const key of rule.required)
    if (!Object.hasOwn(value, key)) return { path: '', message: `${owner} needs the attribute "${key}"` };
  for (const key of Object.keys(value)) {
    const own = Object.hasOwn(rule.values, key) ? rule.values[key] : undefined;
    if (own === undefined) {
      if (rule.open !== true) return { path: `.${key}`, message: `${owner} has no attribute "${key}"` };
      continue;
    }
    const wrong = wrongValue(own, value[key]);
    if (wrong !== undefined)
      return { path: `.${key}`, message: `the attribute "${key}" of ${owner} ${wrong}` };
  }
  return undefined;
}

function matches(pattern: string, value: string): boolean {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known.test(value);
}
