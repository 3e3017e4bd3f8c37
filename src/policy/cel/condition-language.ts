import { Environment } from '@marcbachmann/cel-js';
import { readPattern } from '../linear-pattern.ts';
import { isInRange, readRange } from './address-range.ts';
import { isTimeZone, localTime } from './local-time.ts';

/** Names that a condition may read. */
export const conditionVariables = [
  'user',
  'groups',
  'agent',
  'tool',
  'args',
  'target',
  'ip',
  'time',
  'client',
] as const;
export type ConditionVariable = (typeof conditionVariables)[number];

/** Limits of one expression, so that its worst case is small before it is ever run. */
export const conditionLimits = {
  characters: 2000,
  nodes: 250,
  depth: 30,
  listElements: 200,
  /** `exists` within `exists`; a third one is refused. */
  nestedLoops: 2,
  /** Steps of one evaluation: every node once for each element of the longest list, and for each pair where loops are nested. */
  steps: 200_000,
  /** Longest text that `matches` reads. */
  matchedCharacters: 20_000,
} as const;

/** What an argument that has to be written out must be; undefined where it is right, else what is wrong. */
type LiteralCheck = (text: string) => string | undefined;

const patternLiteral: LiteralCheck = (text) => {
  const read = readPattern(text);
  return read.ok ? undefined : read.reason;
};
const zoneLiteral: LiteralCheck = (text) => (isTimeZone(text) ? undefined : `"${text}" is not a time zone.`);
const rangeLiteral: LiteralCheck = (text) =>
  readRange(text) ? undefined : `"${text}" is neither an address nor a range.`;
const anyLiteral: LiteralCheck = () => undefined;

export interface FunctionRule {
  /** By position after the receiver: arguments that must be text in quotes. */
  readonly literals?: Readonly<Record<number, LiteralCheck>>;
  /** Runs its second argument once for each element. */
  readonly loop?: true;
  /** Most arguments after the receiver; absent means as many as it has. */
  readonly mostArguments?: number;
}

/**
 * Every function that a condition may call. The library has more: those that build large values (`map`, `join`, `split`,
 * `bind`), match with backtracking (`text.matches`) or parse at length (`duration` of a computed text) stay out.
 */
export const conditionFunctions: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ['size', {}],
  ['has', {}],
  ['int', {}],
  ['double', {}],
  ['string', {}],
  ['matches', { literals: { 1: patternLiteral } }],
  ['hourIn', { literals: { 1: zoneLiteral } }],
  ['weekdayIn', { literals: { 1: zoneLiteral } }],
  ['dateIn', { literals: { 1: zoneLiteral } }],
  ['timestamp', { literals: { 0: anyLiteral } }],
  ['duration', { literals: { 0: anyLiteral } }],
]);

/** The same for functions written after a dot. */
export const conditionMethods: ReadonlyMap<string, FunctionRule> = new Map<string, FunctionRule>([
  ['size', {}],
  ['contains', {}],
  ['startsWith', {}],
  ['endsWith', {}],
  ['lowerAscii', {}],
  ['upperAscii', {}],
  ['trim', {}],
  ['inRange', { literals: { 0: rangeLiteral } }],
  ['exists', { loop: true }],
  ['exists_one', { loop: true }],
  ['all', { loop: true }],
  ['filter', { loop: true }],
  // Of a timestamp, in UTC. With a zone they are slow: hourIn and its like are for that.
  ['getFullYear', { mostArguments: 0 }],
  ['getMonth', { mostArguments: 0 }],
  ['getDate', { mostArguments: 0 }],
  ['getDayOfWeek', { mostArguments: 0 }],
  ['getHours', { mostArguments: 0 }],
  ['getMinutes', { mostArguments: 0 }],
  ['getSeconds', { mostArguments: 0 }],
  ['getMilliseconds', { mostArguments: 0 }],
]);

/** The library with Weir's variables, types and functions. Expensive to make: once a process. */
export function createConditionEnvironment(): Environment {
  const timestamp = 'google.protobuf.Timestamp';
  return new Environment({
    limits: {
      maxAstNodes: conditionLimits.nodes,
      maxDepth: conditionLimits.depth,
      maxListElements: conditionLimits.listElements,
      maxMapEntries: 20,
      maxCallArguments: 4,
    },
  })
    .registerVariable({ name: 'user', schema: { id: 'string', email: 'string' } })
    .registerVariable('groups', 'list<string>')
    .registerVariable({ name: 'agent', schema: { id: 'string', name: 'string', kind: 'string' } })
    .registerVariable({
      name: 'tool',
      schema: {
        id: 'string',
        group: 'string',
        connection: 'string',
        effect: 'string',
        action: 'string',
        risk: 'string',
      },
    })
    .registerVariable('args', 'map<string, dyn>')
    .registerVariable({
      name: 'target',
      schema: {
        kind: 'string',
        space: 'string',
        page: 'string',
        ancestors: 'list<string>',
        labels: 'list<string>',
        level: 'string',
      },
    })
    .registerVariable('ip', 'string')
    .registerVariable('time', timestamp)
    .registerVariable({
      name: 'client',
      schema: { name: 'string', version: 'string', transport: 'string', context: 'string' },
    })
    .registerFunction('matches(string, string): bool', matches, { async: false })
    .registerFunction(
      `hourIn(${timestamp}, string): int`,
      (at: Date, zone: string) => BigInt(localTime(at, zone).hour),
      { async: false },
    )
    .registerFunction(
      `weekdayIn(${timestamp}, string): int`,
      (at: Date, zone: string) => BigInt(localTime(at, zone).weekday),
      { async: false },
    )
    .registerFunction(
      `dateIn(${timestamp}, string): string`,
      (at: Date, zone: string) => localTime(at, zone).date,
      { async: false },
    )
    .registerFunction('string.inRange(string): bool', inRange, { async: false });
}

/** Found anywhere in the text, in linear time. */
function matches(text: string, patternText: string): boolean {
  if (text.length > conditionLimits.matchedCharacters)
    throw new Error(`The text is longer than ${conditionLimits.matchedCharacters} characters.`);
  const read = knownPattern(patternText);
  if (!read.ok) throw new Error(read.reason);
  return read.pattern.matcher(text).find();
}

function inRange(address: string, rangeText: string): boolean {
  const range = knownRange(rangeText);
  if (!range) throw new Error(`"${rangeText}" is neither an address nor a range.`);
  return isInRange(address, range);
}

const knownPattern = remembered(readPattern);
const knownRange = remembered(readRange);

/** Conditions write these arguments out, so that there are few of them; reading one costs more than using it. */
function remembered<Read>(read: (text: string) => Read): (text: string) => Read {
  const most = 1000;
  const known = new Map<string, { readonly read: Read }>();
  return (text) => {
    const found = known.get(text);
    if (found) return found.read;
    const made = { read: read(text) };
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made.read;
  };
}
