import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Path } from './config-source.ts';

export interface Fault {
  /** Of the value or the key that is wrong. */
  readonly path: Path;
  /** What is wrong, without the value, which may be a secret in a wrong place. */
  readonly what: string;
}

/** The first thing that a schema found wrong, in words. */
export function describeIssue(error: z.ZodError, schema: z.ZodType): Fault {
  const [issue] = error.issues;
  if (!issue) return { path: [], what: 'is not valid' };
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = didYouMean(key, keysAt(schema, issue.path));
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return named([...issue.path, key], `is not a known key${more}${hint}`);
  }
  return named(issue.path, `${inWords(issue)}${more}`);
}

function named(path: Path, what: string): Fault {
  return { path, what: path.length === 0 ? `the configuration ${what}` : `${pathText(path)} ${what}` };
}

function inWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return 'options' in issue && issue.options
        ? `must be ${issue.options.map(String).join(' or ')}`
        : issue.message;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an email address' : issue.message;
    case 'custom':
    case 'unrecognized_keys':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      return issue.message;
  }
}

function article(expected: string): string {
  switch (expected) {
    case 'object':
    case 'record':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    default:
      return `a ${expected}`;
  }
}

function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function isWrapped(schema: unknown): schema is z.ZodOptional | z.ZodExactOptional | z.ZodDefault {
  return (
    schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault
  );
}

/** The keys that a schema allows at a path. */
function keysAt(schema: unknown, path: Path): readonly string[] {
  if (isWrapped(schema)) return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysAt(option, path));
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Record<string, unknown> = schema.shape;
  return first === undefined ? Object.keys(shape) : keysAt(shape[String(first)], rest);
}
