import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCondition, type Condition, type ConditionValues } from './condition.ts';

const values: ConditionValues = {
  user: { id: 'ana', email: 'ana@example.test' },
  groups: ['staff', 'finance-eu'],
  agent: { id: 'editor', name: 'Editor', kind: 'personal' },
  tool: {
    id: 'pages.update',
    group: 'pages',
    connection: 'cloud',
    effect: 'update',
    action: 'write',
    risk: 'none',
  },
  args: { title: 'Quarterly report', depth: 3, labels: ['a', 'b'], body: { value: '<p>x</p>' } },
  target: {
    kind: 'page',
    space: 'ENG',
    page: '7',
    ancestors: ['1', '2'],
    labels: ['draft'],
    level: 'internal',
  },
  ip: '10.1.2.3',
  // A Wednesday.
  time: new Date('2026-11-25T23:30:00Z'),
  client: { name: 'Desk', version: '1.2', transport: 'http', context: 'c-1' },
};

function read(text: string): Condition {
  const reading = checkCondition(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.fault.message}`);
  return reading.condition;
}
const evaluate = (text: string, given: ConditionValues = values) => read(text).evaluate(given);

describe('conditions', () => {
  it.each([
    ['user.id == "ana" && user.email.endsWith("@example.test")', true],
    ['"staff" in groups', true],
    ['groups.exists(g, g.startsWith("finance-"))', true],
    ['groups.all(g, g.contains("-"))', false],
    ['groups.filter(g, g.contains("-")).size() == 1', true],
    ['groups.exists_one(g, g == "staff")', true],
    ['agent.kind in ["service", "ephemeral"]', false],
    ['tool.effect != "read" && tool.risk == "none"', true],
    ['args.title.lowerAscii().contains("report")', true],
    ['args.depth > 2 && args.depth < 3.5', true],
    ['has(args.missing)', false],
    ['has(args.body.value) && size(args.body.value) > 3', true],
    ['"a" in args.labels', true],
    ['target.space == "ENG" && "2" in target.ancestors', true],
    ['target.level == "secret" || "draft" in target.labels', true],
    ['ip.inRange("10.0.0.0/8")', true],
    ['ip.inRange("192.0.2.7")', false],
    ['time.getHours() == 23 && time.getDayOfWeek() == 3', true],
    ['hourIn(time, "Europe/Berlin") == 0', true],
    ['weekdayIn(time, "Europe/Berlin") == 4 && weekdayIn(time, "UTC") == 3', true],
    ['dateIn(time, "Europe/Berlin") == "2026-11-26"', true],
    ['time < timestamp("2026-12-01T00:00:00Z")', true],
    ['time + duration("1h") > timestamp("2026-11-26T00:00:00Z")', true],
    ['client.transport == "http" && client.context == "c-1"', true],
    ['matches(args.title, "^Q[a-z]+ report$")', true],
    ['size(groups) + 1 == 3', true],
    ['user.id == "ben" ? args.depth > 9 : true', true],
  ])('answers %s', (text, expected) => {
    expect(evaluate(text)).toEqual({ value: expected });
  });

  it('counts an IPv4 address that is written as IPv6, and no nonsense', () => {
    const from = (ip: string) => evaluate('ip.inRange("10.0.0.0/8")', { ...values, ip });
    expect(from('::ffff:10.9.9.9')).toEqual({ value: true });
    expect(from('2001:db8::1')).toEqual({ value: false });
    expect(from('10.1')).toEqual({ value: false });
    expect(from('012.1.2.3')).toEqual({ value: false });
    expect(from('ten')).toEqual({ value: false });
    expect(evaluate('ip.inRange("2001:db8::/32")', { ...values, ip: '2001:db8::1' })).toEqual({
      value: true,
    });
  });

  it('reads every example of the documentation', () => {
    const documentation = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
    const [, examples = ''] = /\n```\n(target\.[\s\S]*?|tool\.[\s\S]*?)\n```\n/.exec(documentation) ?? [];
    const lines = examples.split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(evaluate(line), line).toEqual({ value: expect.any(Boolean) });
  });

  it('knows what it reads', () => {
    const condition = read('user.id == "x" && ("a" in target.labels || target.page == "7") && has(args.x)');
    expect([...condition.reads].sort()).toEqual(['args', 'target', 'user']);
    expect([...condition.facts].sort()).toEqual(['ancestors', 'labels']);
    expect(read('groups.exists(g, g == "target")').reads).toEqual(new Set(['groups']));
  });

  it('answers without what cannot change the answer, and says when something is absent', () => {
    const { target: _target, args: _args, ...early } = values;
    expect(evaluate('user.id == "ben" && target.space == "X"', early)).toEqual({ value: false });
    expect(evaluate('target.space == "X" && user.id == "ben"', early)).toEqual({ value: false });
    expect(evaluate('has(args.x) || user.id == "ana"', early)).toEqual({ value: true });
    expect(evaluate('target.space == "X"', early)).toMatchObject({ unknown: true });
    expect(evaluate('has(args.x)', early)).toMatchObject({ unknown: true });
    const page = { kind: 'page', space: 'ENG' };
    expect(evaluate('target.space == "ENG"', { ...values, target: page })).toEqual({ value: true });
    expect(evaluate('"x" in target.labels', { ...values, target: page })).toMatchObject({ unknown: true });
  });

  it.each([
    ['args.missing == "x"', /No such key: missing/],
    ['args.title > 3', /overload/],
    ['args.title.size() / 0 == 1', /zero/],
    ['args.title', /neither true nor false/],
    ['args.depth.exists(x, x == 1)', /range of a comprehension/],
  ])('fails at %s', (text, failed) => {
    expect(evaluate(text)).toEqual({ failed: expect.stringMatching(failed), unknown: false });
  });

  it('does not reach what objects inherit', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(evaluate(`args["${name}"] == null`)).toEqual({
        failed: `No such key: ${name}`,
        unknown: false,
      });
      expect(evaluate(`"${name}" in args`)).toEqual({ value: false });
    }
  });
});

describe('conditions that are refused when saved', () => {
  it.each([
    ['', 'The condition is empty.', 0, 0],
    ['user.id ==', 'Unexpected token: EOF', 10, 10],
    ['user.id = "x"', 'Unexpected character: =', 8, 9],
    ['"abc', 'Unterminated string', 0, 4],
    ['usr.id == "x"', 'Unknown variable: usr', 0, 3],
    ['target.spce == "x"', 'No such key: spce', 7, 11],
    ['user.id > 3', 'no such overload: string > int', 0, 11],
    ['groups.contains("x")', "found no matching overload for 'list.contains(string)'", 0, 20],
    ['user.id', 'A condition is true or false; this is string.', 0, 7],
    ['target == null', 'Name a field of the target: target.space, target.labels …', 0, 6],
    ['has(target.labels)', 'has() is for arguments; every field of the target has a value.', 0, 18],
    ['matches(args.x, args.y)', 'matches() takes a text in quotes here, not a computed one.', 16, 22],
    ['matches(args.x, "(?=a)")', /^The expression does not read: /, 16, 23],
    [
      'args.x.matches("a")',
      'There is no function .matches() in conditions. Write matches(text, "expression").',
      0,
      19,
    ],
    ['args.l.map(x, x + x).size() > 1', 'There is no function .map() in conditions.', 0, 20],
    ['cel.bind(a, 1, a == 1)', 'There is no function .bind() in conditions.', 0, 22],
    ['args.a + args.b == "x"', 'Texts and lists are not joined in conditions: compare their parts.', 0, 15],
    [
      'duration(args.x) > duration("1h")',
      'duration() takes a text in quotes here, not a computed one.',
      9,
      15,
    ],
    ['hourIn(time, "Mars/Olympus") > 3', '"Mars/Olympus" is not a time zone.', 13, 27],
    ['ip.inRange("10.0.0.0/99")', '"10.0.0.0/99" is neither an address nor a range.', 11, 24],
    ['ip.inRange("10.1")', '"10.1" is neither an address nor a range.', 11, 17],
    ['time.getHours("Europe/Paris") > 3', /for a time zone use hourIn/, 0, 29],
    [
      'groups.all(a, groups.all(b, groups.all(c, a == b && b == c)))',
      'Loops within loops within loops are too costly.',
      28,
      59,
    ],
    ['groups.exists(args, args == "x")', '"args" already has a meaning; call the element otherwise.', 14, 18],
    ['bytes(user.id).size() > 3', 'There is no function bytes() in conditions.', 0, 14],
  ])('%s', (text, message, start, end) => {
    const reading = checkCondition(text);
    expect(reading).toEqual({
      ok: false,
      fault: { message: typeof message === 'string' ? message : expect.stringMatching(message), start, end },
    });
  });

  it('refuses what is too long, too deep or too large', () => {
    const refused = (text: string) => !checkCondition(text).ok;
    expect(refused(`user.id == "${'x'.repeat(2000)}"`)).toBe(true);
    expect(refused(`${'('.repeat(60)}true${')'.repeat(60)}`)).toBe(true);
    expect(refused(`${'!'.repeat(1500)}true`)).toBe(true);
    expect(refused(Array.from({ length: 130 }, () => 'true').join(' && '))).toBe(true);
    expect(refused(`user.id in [${Array.from({ length: 201 }, () => '"x"').join(',')}]`)).toBe(true);
  });

  it('raises nothing, whatever the text', () => {
    const piece = fc.constantFrom(
      ...'user groups args target ip time . id == "x" ( ) [ ] in && || ! ? : , 1 exists has matches size'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 15 }).map((all) => all.join(' ')),
        ),
        (text) => {
          const reading = checkCondition(text);
          if (!reading.ok) {
            expect(reading.fault.start).toBeGreaterThanOrEqual(0);
            expect(reading.fault.end).toBeLessThanOrEqual(text.length + 1);
            return;
          }
          const answer = reading.condition.evaluate(values);
          expect('value' in answer ? typeof answer.value : typeof answer.failed).toMatch(/boolean|string/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('what a condition may cost', () => {
  const many = Array.from({ length: 3000 }, (_, index) => `label ${index}`);

  it('looks through long lists once, and not each through each', () => {
    const given = { ...values, args: { labels: many } };
    expect(evaluate('args.labels.exists(l, l == "label 2999")', given)).toEqual({ value: true });
    expect(evaluate('args.labels.all(a, args.labels.exists(b, a == b))', given)).toEqual({
      failed: 'too many elements to look through',
      unknown: false,
    });
    expect(evaluate('groups.exists(g, g == "nobody")', { ...values, groups: many })).toEqual({
      value: false,
    });
  });

  it('does not count what holds too much to count', () => {
    const deep: unknown[] = [];
    for (let index = 0; index < 30_000; index += 1) deep.push([index]);
    expect(evaluate('args.x.exists(l, l == 1)', { ...values, args: { x: deep } })).toMatchObject({
      failed: 'too many elements to look through',
    });
  });

  it('matches texts up to a length', () => {
    const text = 'a'.repeat(20_001);
    expect(evaluate('matches(args.x, "(a*)*b")', { ...values, args: { x: text } })).toMatchObject({
      failed: expect.stringMatching(/longer than/),
    });
    expect(evaluate('matches(args.x, "(a*)*b")', { ...values, args: { x: text.slice(1) } })).toEqual({
      value: false,
    });
  });
});
