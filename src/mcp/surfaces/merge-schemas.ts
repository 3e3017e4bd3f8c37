import type { ArgumentsSchema, JsonSchema } from './json-schema.ts';

/**
 * One schema under which the arguments of any of several actions are valid: properties are united and none is
 * required, since which ones are depends on the action. Where two disagree, the wider of them stays.
 */
export function mergeArguments(schemas: readonly ArgumentsSchema[]): Readonly<Record<string, JsonSchema>> {
  return schemas.map(({ properties }) => properties).reduce(mergeProperties, {});
}

type Properties = Readonly<Record<string, JsonSchema>>;

function mergeProperties(left: Properties, right: Properties): Properties {
  const merged = Object.entries(right).map(([name, schema]) => {
    const other = left[name];
    return [name, other ? mergeSchema(other, schema) : schema] as const;
  });
  return { ...left, ...Object.fromEntries(merged) };
}

function mergeSchema(left: JsonSchema, right: JsonSchema): JsonSchema {
  // A default belongs to one action; under the merged tool it would be said of all.
  const { default: leftDefault, ...a } = left;
  const { default: rightDefault, ...b } = right;
  const merged = { ...b, ...a };
  if (leftDefault !== undefined && leftDefault === rightDefault)
    Object.assign(merged, { default: leftDefault });
  if (isProperties(a['properties']) && isProperties(b['properties'])) {
    const required = namesOf(a).filter((name) => namesOf(b).includes(name));
    const { required: _, ...rest } = merged;
    return {
      ...rest,
      properties: mergeProperties(a['properties'], b['properties']),
      ...(required.length > 0 && { required }),
    };
  }
  if (Array.isArray(a['enum']) && Array.isArray(b['enum']))
    return { ...merged, enum: [...new Set<unknown>([...a['enum'], ...b['enum']])] };
  return merged;
}

function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namesOf(schema: JsonSchema): readonly unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : [];
}
