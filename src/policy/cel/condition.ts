import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import type { FactKind } from '../facts.ts';
import { createConditionEnvironment, conditionLimits, type ConditionVariable } from './condition-language.ts';
import { ExpressionFault, inspectExpression, type Inspection } from './inspect-expression.ts';

/** The values a condition reads. What is absent is not known: a condition that needs it answers `unknown`. */
export interface ConditionValues {
  readonly user?: { readonly id: string; readonly email: string };
  readonly groups?: readonly string[];
  readonly agent?: { readonly id: string; readonly name: string; readonly kind: string };
  readonly tool?: {
    readonly id: string;
    readonly group: string;
    readonly connection: string;
    readonly effect: string;
    readonly action: string;
    readonly risk: string;
  };
  readonly args?: Readonly<Record<string, unknown>>;
  readonly target?: {
    readonly kind: string;
    readonly space?: string;
    readonly page?: string;
    readonly ancestors?: readonly string[];
    readonly labels?: readonly string[];
    readonly level?: string;
  };
  readonly ip?: string;
  readonly time?: Date;
  readonly client?: {
    readonly name: string;
    readonly version: string;
    readonly transport: string;
    readonly context: string;
  };
}

/** `failed` carries the reason, for administrators. */
export type ConditionAnswer =
  | { readonly value: boolean }
  | { readonly failed: string; readonly unknown: boolean };

export interface Condition {
  readonly text: string;
  readonly reads: ReadonlySet<ConditionVariable>;
  readonly facts: ReadonlySet<FactKind>;
  /** Whether it can be true without all its values. */
  readonly branches: boolean;
  /**
   * True or false as far as the values decide it: what an absent value cannot change is answered all the same. Else
   * `failed`, with `unknown` where a value was absent rather than wrong. Never raises.
   */
  evaluate(values: ConditionValues): ConditionAnswer;
}

export interface ConditionFault {
  readonly message: string;
  /** Zero-based offsets in the text. */
  readonly start: number;
  readonly end: number;
}

export type ConditionReading =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly fault: ConditionFault };

let environment: Environment | undefined;

/**
 * Reads a CEL expression as a condition: its syntax, its types (the answer must be true or false), the functions it
 * calls and what it may cost. What passes can be evaluated within a bound; what does not is refused with the place.
 */
export function checkCondition(text: string): ConditionReading {
  if (text.trim() === '') return refused('The condition is empty.', text);
  if (text.length > conditionLimits.characters)
    return refused(`The condition is longer than ${conditionLimits.characters} characters.`, text);
  environment ??= createConditionEnvironment();
  try {
    const parsed = environment.parse(text);
    const inspection = inspectExpression(parsed.ast);
    const { type, error } = parsed.check();
    if (error) throw error;
    if (type !== 'bool' && type !== 'dyn')
      return refused(`A condition is true or false; this is ${type}.`, text);
    return { ok: true, condition: conditionOf(text, parsed, inspection) };
  } catch (thrown) {
    return { ok: false, fault: faultOf(thrown, text) };
  }
}

function conditionOf(text: string, parsed: ParseResult, inspection: Inspection): Condition {
  const evaluate = (values: ConditionValues): ConditionAnswer => {
    if (inspection.loops > 0 && costOf(inspection, values) > conditionLimits.steps)
      return { failed: 'too many elements to look through', unknown: false };
    try {
      const value: unknown = parsed(values);
      return typeof value === 'boolean' ? { value } : { failed: 'is neither true nor false', unknown: false };
    } catch (thrown) {
      return { failed: messageOf(thrown), unknown: lacksValues(inspection, values) };
    }
  };
  const { reads, facts, branches } = inspection;
  return { text, reads, facts, branches, evaluate };
}

/** Whether anything it reads is absent. An error then may be no more than that. */
function lacksValues({ reads, facts }: Inspection, values: ConditionValues): boolean {
  for (const name of reads) if (values[name] === undefined) return true;
  const { target } = values;
  if (!target) return false;
  for (const fact of facts) {
    switch (fact) {
      case 'space':
        if (target.space === undefined) return true;
        break;
      case 'ancestors':
        if (target.ancestors === undefined || target.page === undefined) return true;
        break;
      case 'labels':
        if (target.labels === undefined) return true;
        break;
      case 'level':
        if (target.level === undefined) return true;
        break;
      default:
        return fact satisfies never;
    }
  }
  return false;
}

/** At most this many steps: every node once for each element, and for each pair where loops are nested. */
function costOf({ nodes, loops, reads, longestList }: Inspection, values: ConditionValues): number {
  let longest = longestList;
  if (reads.has('groups')) longest = Math.max(longest, values.groups?.length ?? 0);
  if (reads.has('target'))
    longest = Math.max(longest, values.target?.labels?.length ?? 0, values.target?.ancestors?.length ?? 0);
  if (reads.has('args')) longest = Math.max(longest, longestListIn(values.args));
  return nodes * longest ** loops;
}

const mostValues = 20_000;

/** Length of the longest list or object in arguments; infinite where they hold too much to count. */
function longestListIn(args: unknown): number {
  let longest = 0;
  const waiting: unknown[] = [args];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen > mostValues) return Number.POSITIVE_INFINITY;
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
    longest = Math.max(longest, inner.length);
    if (longest > mostValues) return Number.POSITIVE_INFINITY;
    for (const one of inner) waiting.push(one);
  }
  return longest;
}

function refused(message: string, text: string): ConditionReading {
  return { ok: false, fault: { message, start: 0, end: text.length } };
}

/** The library's errors bear a `summary` without the drawing of the place, and a range. */
function faultOf(thrown: unknown, text: string): ConditionFault {
  if (thrown instanceof ExpressionFault)
    return { message: thrown.message, start: thrown.start, end: thrown.end };
  const range: unknown = thrown instanceof Error && 'range' in thrown ? thrown.range : undefined;
  const { start, end } = isRange(range) ? range : { start: 0, end: text.length };
  return { message: messageOf(thrown), start, end };
}

function isRange(value: unknown): value is { readonly start: number; readonly end: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'start' in value &&
    'end' in value &&
    typeof value.start === 'number' &&
    typeof value.end === 'number'
  );
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return 'summary' in thrown && typeof thrown.summary === 'string' ? thrown.summary : thrown.message;
}
