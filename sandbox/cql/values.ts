import type { Comparison } from './ast.ts';
import { unparsable } from './cql-error.ts';
import { parseDate, type Moment } from './dates.ts';
import type { Field } from './fields.ts';
import { findFunction } from './functions.ts';
import type { QueryContext } from './query-context.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';

/** The right-hand side of a comparison, functions evaluated. */
export interface ReadValues {
  /** Ids, keys, names; lower case except for account ids. */
  readonly texts: readonly string[];
  readonly moment: Moment | null;
  readonly text: TextQuery | null;
}

/** Reads what a checked comparison compares with. Raises a CqlError for arguments that a function does not take. */
export function readValues(
  cql: string,
  comparison: Comparison,
  field: Field,
  context: QueryContext,
): ReadValues {
  const texts: string[] = [];
  let moment: Moment | null = null;
  let text: TextQuery | null = null;
  for (const value of comparison.values) {
    if (value.kind === 'function') {
      const called = findFunction(value);
      const result =
        called?.evaluate(
          value.args.map((arg) => arg.text),
          context,
        ) ?? null;
      if (result === null)
        throw unparsable(
          cql,
          `the function '${value.name}' is used as ${called?.usage ?? value.name}`,
          value.index,
        );
      if (result.kind === 'moment') moment = result.moment;
      else texts.push(...result.texts);
    } else if (comparison.operator === '~' || comparison.operator === '!~') {
      text = parseTextQuery(cql, value.text, value.index);
    } else if (field.kind === 'date') {
      moment = parseDate(value.text);
    } else {
      const named = field.kind === 'person' ? context.accountNamed?.(value.text.trim()) : undefined;
      texts.push(named ?? value.text.trim());
    }
  }
  return { texts: field.kind === 'person' ? texts : texts.map((each) => each.toLowerCase()), moment, text };
}
