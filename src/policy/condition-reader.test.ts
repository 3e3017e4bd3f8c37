import { describe, expect, it } from 'vitest';
import { compileGovernance } from './compile-governance.ts';
import { conditionReader } from './condition-reader.ts';
import { judge } from './judge.ts';
import { governanceView, question, rule } from './testing/small-governance.ts';

const outcome = async (condition?: string) => {
  const view = governanceView({
    rules: [rule('r', { kind: 'deny' }, condition === undefined ? {} : { condition })],
  });
  const governance = compileGovernance(view, await conditionReader(view));
  return { outcome: judge(governance, question()).outcome, problems: governance.problems };
};

describe('the reader of conditions', () => {
  it('reads those that there are, and is not needed where there are none', async () => {
    expect(await outcome('user.id == "ben"')).toEqual({ outcome: 'allow', problems: [] });
    expect(await outcome('user.id == "ana"')).toEqual({ outcome: 'deny', problems: [] });
    expect(await outcome()).toEqual({ outcome: 'deny', problems: [] });
  });

  it('denies by a condition for which it was not loaded', async () => {
    const readNothing = await conditionReader({ rules: [] });
    const view = governanceView({ rules: [rule('r', { kind: 'allow' }, { condition: 'true' })] });
    const governance = compileGovernance(view, readNothing);
    expect(judge(governance, question())).toMatchObject({ outcome: 'deny', decider: { id: 'r' } });
    expect(governance.problems).toEqual([
      'Rule r: its condition does not read and denies: conditions were not loaded',
    ]);
  });
});
