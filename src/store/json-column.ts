import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';

export interface JsonColumn<T extends z.ZodType> {
  readonly schema: T;
  write(value: z.output<T>): string;
  /** Raises `internal`, naming the column, where the stored text is not what the schema says. */
  read(text: string): z.output<T>;
}

/** A text column that holds JSON. `name` is `table.column`. */
export function jsonColumn<T extends z.ZodType>(name: string, schema: T): JsonColumn<T> {
  return {
    schema,
    write: (value) => JSON.stringify(value),
    read(text) {
      const result = schema.safeParse(parseJson(text));
      if (result.success) return result.data;
      throw new AppError('internal', 'A row of the database does not hold what Weir wrote there.', {
        nextStep: 'An administrator finds the column in the log; restoring a backup repairs it.',
        detail: `${name}: ${z.prettifyError(result.error)}`,
      });
    },
  };
}

/** What is no JSON is not what any schema says either. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
