import { z } from 'zod';

export type JsonSchema = { readonly [key: string]: unknown };

/** The object schema of a tool's arguments as clients see it. */
export interface ArgumentsSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** What clients may send for a zod object: draft 2020-12, without what costs tokens and tells nothing. */
export function argumentsSchema(schema: z.ZodType): ArgumentsSchema {
  const { properties, required } = trimmed(z.toJSONSchema(schema, { io: 'input' })) as ArgumentsSchema;
  return { type: 'object', properties, ...(required && { required }) };
}

/**
 * `additionalProperties: false` goes too: unknown arguments are refused all the same, by name.
 */
function trimmed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(trimmed);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !isNoise(key, value))
      .map(([key, value]) => [key, key === 'enum' ? value : trimmed(value)]),
  );
}

function isNoise(key: string, value: unknown): boolean {
  switch (key) {
    case '$schema':
    case 'minLength':
    case 'minItems':
      return true;
    case 'additionalProperties':
      return value === false;
    case 'minimum':
    case 'maximum':
      return typeof value === 'number' && Math.abs(value) >= Number.MAX_SAFE_INTEGER;
    case 'maxItems':
      return value === 250;
    default:
      return false;
  }
}
