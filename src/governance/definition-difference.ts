import type { ToolDefinition } from '../store/tools.ts';

/** One field that is not as it was. */
export interface FieldDifference {
  /** `description`, `input.properties.pageId.description`. */
  readonly field: string;
  /** Absent where the field is new. */
  readonly before?: string;
  /** Absent where the field is gone. */
  readonly after?: string;
}

/** What differs between two definitions, field by field, in the order in which they are read. */
export function definitionDifference(
  before: ToolDefinition,
  after: ToolDefinition,
): readonly FieldDifference[] {
  return differences([], before, after);
}

/** The same for any two JSON values. */
export function differences(
  path: readonly string[],
  before: unknown,
  after: unknown,
): readonly FieldDifference[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences([...path, name], before[name], after[name]));
  }
  const [was, is] = [shown(before), shown(after)];
  if (was === is) return [];
  return [
    {
      field: path.join('.'),
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    },
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
