import { describe, expect, it } from 'vitest';
import { operators, type Operator } from './ast.ts';
import { CqlError } from './cql-error.ts';
import { contentFields, type Field } from './fields.ts';
import { cqlFunctions } from './functions.ts';
import { ana, ben, idOf, smallSite, titles } from './small-site.ts';

const site = smallSite();
const guide = idOf(site, 'Deployment runbook');
const child = idOf(site, 'Rolling back');
const everything = titles(site, 'id in (1) or type = user').sort();

/** For each field a value, what has it, and for times what is later. */
const probes: Readonly<
  Record<
    string,
    { readonly value: string; readonly found: readonly string[]; readonly later?: readonly string[] }
  >
> = {
  ancestor: { value: guide, found: ['Rolling back', 'Cache keys'] },
  content: { value: guide, found: ['Deployment runbook'] },
  id: { value: child, found: ['Rolling back'] },
  created: {
    value: '2026-03-02',
    found: ['Rolling back'],
    later: [
      'Secret plan',
      'Faster gateway',
      'Meeting notes',
      'On-call',
      'Re: Deployment runbook',
      'topology.png',
      'Cache keys',
    ],
  },
  lastmodified: { value: '2026-07-01', found: ['Deployment runbook'], later: ['Cache keys'] },
  creator: { value: ben, found: ['Cache keys', 'Faster gateway', 'Re: Deployment runbook'] },
  'creator.fullname': { value: 'okafor', found: ['Cache keys', 'Faster gateway', 'Re: Deployment runbook'] },
  contributor: {
    value: ben,
    found: ['Cache keys', 'Faster gateway', 'Re: Deployment runbook', 'Deployment runbook'],
  },
  favourite: { value: ana, found: ['Deployment runbook'] },
  favorite: { value: ana, found: ['Deployment runbook'] },
  label: { value: 'urgent', found: ['Rolling back'] },
  macro: { value: 'toc', found: ['Rolling back'] },
  mention: { value: ben, found: ['Rolling back'] },
  pageStatus: { value: 'Ready for review', found: ['Deployment runbook'] },
  parent: { value: guide, found: ['Rolling back'] },
  space: { value: 'OPS', found: ['Operations', 'On-call'] },
  'space.key': { value: 'ops', found: ['Operations', 'On-call'] },
  'space.title': { value: 'operations', found: ['Operations', 'On-call'] },
  'space.type': { value: 'collaboration', found: ['Operations', 'On-call'] },
  subtype: { value: 'live', found: ['On-call'] },
  text: { value: 'redis', found: ['Cache keys'] },
  siteSearch: { value: 'redis', found: ['Cache keys'] },
  title: { value: 'Cache keys', found: ['Cache keys'] },
  type: { value: 'blogpost', found: ['Faster gateway'] },
  watcher: { value: ben, found: ['Rolling back'] },
};

/** A literal that means the same as the call. The site's clock stands at 2026-07-15 12:30 UTC, a Wednesday. */
const functionProbes: Readonly<
  Record<string, { readonly call: string; readonly literals: readonly string[] }>
> = {
  currentUser: { call: 'currentUser()', literals: [ana] },
  now: { call: 'now("-3h")', literals: ['2026-07-15 09:30'] },
  startOfDay: { call: 'startOfDay("-1d")', literals: ['2026-07-14 00:00'] },
  startOfWeek: { call: 'startOfWeek()', literals: ['2026-07-12 00:00'] },
  startOfMonth: { call: 'startOfMonth()', literals: ['2026-07-01 00:00'] },
  startOfYear: { call: 'startOfYear("1")', literals: ['2027-01-01 00:00'] },
  endOfDay: { call: 'endOfDay()', literals: ['2026-07-15 23:59'] },
  endOfWeek: { call: 'endOfWeek("-1w")', literals: ['2026-07-11 23:59'] },
  endOfMonth: { call: 'endOfMonth("-4M")', literals: ['2026-03-31 23:59'] },
  endOfYear: { call: 'endOfYear()', literals: ['2026-12-31 23:59'] },
  currentSpace: { call: 'currentSpace()', literals: ['OPS'] },
  currentContent: { call: 'currentContent()', literals: [guide] },
  favouriteSpaces: { call: 'favouriteSpaces()', literals: ['OPS'] },
  recentlyViewedContent: { call: 'recentlyViewedContent(1, 1)', literals: [idOf(site, 'Meeting notes')] },
  recentlyViewedSpaces: { call: 'recentlyViewedSpaces(1)', literals: ['OPS'] },
};

function run(clause: string): string[] {
  return titles(site, `type = user and ${clause}`, { spaceKey: 'OPS', contentId: guide }).sort();
}

function outcome(clause: string): string[] | number {
  try {
    return run(clause);
  } catch (error) {
    if (error instanceof CqlError) return error.status;
    throw error;
  }
}

const without = (found: readonly string[]): string[] => everything.filter((title) => !found.includes(title));

function literalClause(name: string, operator: Operator, values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`).join(', ');
  return operator === 'in' || operator === 'not in'
    ? `${name} ${operator} (${quoted})`
    : `${name} ${operator} ${quoted}`;
}

const cells = contentFields.flatMap((field) =>
  operators.map((operator) => ({ field, operator, name: field.name })),
);

/** What a clause should find, sorted, or 400 where the tables say no. */
function expected(field: Field, operator: Operator): string[] | number {
  const probe = probes[field.name];
  if (probe === undefined || !field.operators.includes(operator)) return 400;
  const { found, later = [] } = probe;
  switch (operator) {
    case '=':
    case 'in':
    case '~':
      return [...found].sort();
    case '!=':
    case 'not in':
    case '!~':
      return without(found);
    // What was found was made at midnight, which is what a date alone is compared with.
    case '>':
      return [...later].sort();
    case '>=':
      return [...found, ...later].sort();
    case '<':
      return without([...found, ...later]);
    case '<=':
      return without(later);
  }
}

describe('field by operator', () => {
  it('has a probe for every field and every function', () => {
    expect(Object.keys(probes).sort()).toEqual(contentFields.map((field) => field.name).sort());
    expect(Object.keys(functionProbes).sort()).toEqual(cqlFunctions.map((called) => called.name).sort());
  });

  it.each(cells)('$name $operator', ({ field, operator }) => {
    const value = probes[field.name]?.value ?? '';
    expect(outcome(literalClause(field.name, operator, [value]))).toEqual(expected(field, operator));
  });
});

describe('field by operator by function', () => {
  it.each(cells)('$name $operator, every function', ({ field, operator, name }) => {
    const got: Record<string, string[] | number> = {};
    const wanted: Record<string, string[] | number> = {};
    for (const called of cqlFunctions) {
      const probe = functionProbes[called.name];
      const clause = `${name} ${operator} ${probe?.call ?? called.name}`;
      const allowed =
        field.operators.includes(operator) &&
        field.functions.includes(called.name) &&
        called.operators.includes(operator);
      got[clause] = outcome(clause);
      wanted[clause] = allowed ? run(literalClause(name, operator, probe?.literals ?? [])) : 400;
    }
    expect(got).toEqual(wanted);
  });
});
