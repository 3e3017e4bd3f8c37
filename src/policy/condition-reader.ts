import type { ReadCondition } from './rules/compiled-rule.ts';
import type { GovernanceView } from './view.ts';

/** What `compileGovernance` reads conditions with. Loading it takes tens of milliseconds: only where a rule has one. */
export async function conditionReader({ rules }: Pick<GovernanceView, 'rules'>): Promise<ReadCondition> {
  if (!rules.some(({ condition }) => condition !== undefined)) return notLoaded;
  const { checkCondition } = await import('./cel/condition.ts');
  return checkCondition;
}

/** For a governance without conditions. */
export const notLoaded: ReadCondition = (text) => ({
  ok: false,
  fault: { message: 'conditions were not loaded', start: 0, end: text.length },
});
