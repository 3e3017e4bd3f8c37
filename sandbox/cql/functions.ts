import type { FunctionCall, Operator } from './ast.ts';
import { type Period, type Moment, momentOf, parseIncrement, periodOf, periodUnit, shift } from './dates.ts';
import type { QueryContext } from './query-context.ts';

const single: readonly Operator[] = ['=', '!='];
const range: readonly Operator[] = ['=', '!=', '>', '>=', '<', '<='];
const list: readonly Operator[] = ['in', 'not in'];

/** What a function gives: texts to compare (ids, keys, account ids), or an instant. */
export type FunctionResult =
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'moment'; readonly moment: Moment };

export interface CqlFunction {
  readonly name: string;
  readonly operators: readonly Operator[];
  /** How many arguments it takes, and how they are written, for the message when they are wrong. */
  readonly usage: string;
  /** Null when the arguments (or the context) are not what it takes. */
  evaluate(args: readonly string[], context: QueryContext): FunctionResult | null;
}

const texts = (found: readonly string[]): FunctionResult => ({ kind: 'texts', texts: found });
const instant = (at: number): FunctionResult => ({ kind: 'moment', moment: momentOf(at) });

const edges = (['day', 'week', 'month', 'year'] as const).flatMap((period) => [
  edgeFunction('startOf', period),
  edgeFunction('endOf', period),
]);

/** The functions of CQL with the operators they may follow. Facts: confluence-api §10. */
export const cqlFunctions: readonly CqlFunction[] = [
  {
    name: 'currentUser',
    operators: [...single, ...list],
    usage: 'currentUser()',
    evaluate: (args, context) => (args.length === 0 ? texts([context.accountId]) : null),
  },
  {
    name: 'now',
    operators: range,
    usage: 'now() or now("-4w")',
    evaluate(args, context) {
      if (args.length === 0) return instant(context.now);
      const increment = args.length === 1 ? parseIncrement(args[0] ?? '', null) : null;
      return increment === null ? null : instant(shift(context.now, increment));
    },
  },
  ...edges,
  {
    name: 'currentSpace',
    operators: single,
    usage: 'currentSpace() with a spaceKey in cqlcontext',
    evaluate: (args, { spaceKey }) =>
      args.length === 0 && spaceKey !== undefined ? texts([spaceKey]) : null,
  },
  {
    name: 'currentContent',
    operators: [...single, ...list],
    usage: 'currentContent() with a contentId in cqlcontext',
    evaluate: (args, { contentId }) =>
      args.length === 0 && contentId !== undefined ? texts([contentId]) : null,
  },
  {
    name: 'favouriteSpaces',
    operators: list,
    usage: 'favouriteSpaces()',
    evaluate: (args, context) => (args.length === 0 ? texts(context.favouriteSpaceKeys()) : null),
  },
  {
    name: 'recentlyViewedContent',
    operators: list,
    usage: 'recentlyViewedContent(limit, offset)',
    evaluate(args, context) {
      const numbers = wholeNumbers(args, 2);
      if (numbers === null) return null;
      const [limit = 50, offset = 0] = numbers;
      return texts(context.recentContentIds().slice(offset, offset + limit));
    },
  },
  {
    name: 'recentlyViewedSpaces',
    operators: list,
    usage: 'recentlyViewedSpaces(limit)',
    evaluate(args, context) {
      const numbers = wholeNumbers(args, 1);
      return numbers === null ? null : texts(context.recentSpaceKeys().slice(0, numbers[0] ?? 50));
    },
  },
];

export function findFunction(call: FunctionCall): CqlFunction | undefined {
  const wanted = call.name.toLowerCase();
  return cqlFunctions.find((candidate) => candidate.name.toLowerCase() === wanted);
}

function edgeFunction(edge: 'startOf' | 'endOf', period: Period): CqlFunction {
  const name = edge + period.charAt(0).toUpperCase() + period.slice(1);
  return {
    name,
    operators: range,
    usage: `${name}() or ${name}("-1${periodUnit[period]}")`,
    evaluate(args, context) {
      if (args.length > 1) return null;
      const increment = args[0] === undefined ? undefined : parseIncrement(args[0], periodUnit[period]);
      if (increment === null) return null;
      const span = periodOf(increment === undefined ? context.now : shift(context.now, increment), period);
      return instant(edge === 'startOf' ? span.from : span.to - 1);
    },
  };
}

function wholeNumbers(args: readonly string[], most: number): number[] | null {
  if (args.length > most || args.some((arg) => !/^\d{1,6}$/.test(arg.trim()))) return null;
  return args.map(Number);
}
