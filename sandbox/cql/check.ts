import type { Comparison, OrderTerm } from './ast.ts';
import { CqlError, unparsable } from './cql-error.ts';
import { parseDate } from './dates.ts';
import { cloudDialect, type Dialect } from './dialect.ts';
import { type Field, findField } from './fields.ts';
import { findFunction } from './functions.ts';
import { suggestFields } from './suggest-fields.ts';

/**
 * The field of a comparison, once field, operator, functions and values are known to fit together.
 * Raises a CqlError with the recorded wording where one is recorded (facts: confluence-api §3.2).
 */
export function checkComparison(
  cql: string,
  comparison: Comparison,
  fields: readonly Field[],
  dialect: Dialect = cloudDialect,
): Field {
  const field = knownField(comparison.field, comparison.index, fields);
  if (!field.operators.includes(comparison.operator)) {
    throw unparsable(
      cql,
      `the field '${field.name}' does not support the operator '${comparison.operator}' (supported: ${field.operators.join(', ')})`,
      comparison.index,
    );
  }
  for (const value of comparison.values) {
    if (value.kind === 'literal') {
      checkLiteral(cql, field, value.text, value.index, dialect);
      continue;
    }
    const called = findFunction(value);
    if (called === undefined)
      throw unparsable(cql, `no function exists with the name '${value.name}'`, value.index);
    if (!field.functions.includes(called.name)) {
      throw unparsable(
        cql,
        `the field '${field.name}' does not support the function '${called.name}'`,
        value.index,
      );
    }
    if (!called.operators.includes(comparison.operator)) {
      throw unparsable(
        cql,
        `the function '${called.name}' does not support the operator '${comparison.operator}' (supported: ${called.operators.join(', ')})`,
        value.index,
      );
    }
  }
  return field;
}

/** The field of an ORDER BY term. */
export function checkOrder(cql: string, term: OrderTerm, fields: readonly Field[]): Field {
  const field = knownField(term.field, term.index, fields);
  if (!field.sortable)
    throw unparsable(cql, `the field '${field.name}' does not support ordering`, term.index);
  return field;
}

function knownField(name: string, index: number, fields: readonly Field[]): Field {
  const field = findField(fields, name);
  if (field !== undefined) return field;
  const suggestions = suggestFields(name, fields);
  throw new CqlError(
    `No field exists with the name: '${name}'\nDid you mean one of : ${suggestions.join(', ')}`,
    index + 1,
  );
}

function checkLiteral(cql: string, field: Field, text: string, index: number, dialect: Dialect): void {
  if (text.trim() === '') {
    if (field.name === 'siteSearch')
      throw new CqlError('java.lang.NullPointerException: query parameter is required.', index + 1, 500);
    throw unparsable(cql, `the field '${field.name}' cannot be compared with an empty value`, index);
  }
  if (field.kind === 'type' && !dialect.contentTypes.includes(text.toLowerCase())) {
    throw new CqlError(
      `Unsupported value for type, got : ${text}, expected one of :\n[${dialect.contentTypes.join(', ')}]`,
      index + 1,
    );
  }
  if (field.name === 'space.type' && !dialect.spaceTypes.includes(text.toLowerCase())) {
    throw unparsable(
      cql,
      `unsupported value for space.type, expected one of : [${dialect.spaceTypes.join(', ')}]`,
      index,
    );
  }
  if (field.kind === 'content' && !/^(?:att)?\d+$/.test(text.trim())) {
    throw unparsable(cql, `the field '${field.name}' expects a content id, got '${text}'`, index);
  }
  if (field.kind === 'date' && parseDate(text) === null) {
    throw unparsable(
      cql,
      `the field '${field.name}' expects a date as yyyy-MM-dd or yyyy/MM/dd with an optional HH:mm, got '${text}'`,
      index,
    );
  }
}
