import { reservedWords } from './reserved-words.ts';
import type { Clause, Literal, Query, Value } from './tree.ts';

/** A text of CQL: the one place where quotes and backslashes are escaped. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

/** Every joined pair in parentheses, so that no reader can group it otherwise. */
export function printClause(clause: Clause): string {
  switch (clause.kind) {
    case 'comparison': {
      const values = clause.values.map(printValue).join(', ');
      return `${printField(clause.field)} ${clause.operator} ${clause.listed ? `(${values})` : values}`;
    }
    case 'not':
      return `not (${printClause(clause.clause)})`;
    case 'both':
      return `(${printClause(clause.left)} and ${printClause(clause.right)})`;
    case 'either':
      return `(${printClause(clause.left)} or ${printClause(clause.right)})`;
    default:
      return clause satisfies never;
  }
}

/** ` order by …`, or nothing. */
export function printOrder({ order }: Pick<Query, 'order'>): string {
  if (order.length === 0) return '';
  const terms = order.map(({ field, direction }) =>
    direction ? `${printField(field)} ${direction}` : printField(field),
  );
  return ` order by ${terms.join(', ')}`;
}

function printField(field: string): string {
  return /^[A-Za-z_]\w*(?:\.\w+)*$/.test(field) && !reservedWords.has(field.toLowerCase())
    ? field
    : quoted(field);
}

function printValue(value: Value): string {
  return value.kind === 'function'
    ? `${value.name}(${value.args.map((arg) => printLiteral(arg)).join(', ')})`
    : printLiteral(value);
}

/** What is certainly one word stays as it was written; a field may take a word and its quoted form alike. */
export function printLiteral({ text }: Pick<Literal, 'text'>): string {
  return /^\w+$/.test(text) && !reservedWords.has(text.toLowerCase()) ? text : quoted(text);
}
