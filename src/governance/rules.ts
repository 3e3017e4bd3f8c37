import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { listRules, putRule, removeRule, type RuleBody, type StoredRule } from '../store/policy-rules.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames, patternIsKnown } from './names.ts';

export type WantedRule = Pick<StoredRule, 'slug' | 'name' | 'priority' | 'isEnabled' | 'body'>;

/** Makes or changes a rule. Raises `invalid_input` for a condition that does not read, with its place, and for names that do not exist. */
export async function saveRule(
  { ids, catalogue }: GovernanceParts,
  { tx, now, note }: Change,
  workspaceId: string,
  rule: WantedRule,
): Promise<StoredRule> {
  const { slug, body, priority, isEnabled } = rule;
  const { target, outcome } = body;
  const fault = await conditionFault(body);
  if (fault !== undefined) {
    throw new AppError('invalid_input', `The rule ${slug}: ${fault}`, {
      nextStep: 'Correct the condition and save it again; docs/policy.md lists what it may use.',
    });
  }
  const names = await loadNames(tx, workspaceId, catalogue);
  const who = `The rule ${slug}`;
  checkKnown(who, 'connection', target.connections, names.connections);
  checkKnown(who, 'group', target.groups, names.groups);
  checkKnown(who, 'person', target.people, names.people);
  checkKnown(who, 'tool', target.tools, { has: (pattern) => patternIsKnown(pattern, names.operations) });
  if (outcome.kind === 'mask') checkKnown(who, 'detector', outcome.detectors, names.detectors);
  if (outcome.kind === 'approval_required' && outcome.by.kind === 'group')
    checkKnown(who, 'group', [outcome.by.group], names.groups);
  const isNew = !(await listRules(tx, workspaceId)).some((known) => known.slug === slug);
  const saved = await putRule(tx, { workspaceId, ...rule, now }, ids);
  note({
    workspaceId,
    operation: isNew ? 'rule.created' : 'rule.changed',
    targets: [`rule:${saved.id}`],
    details: [`slug ${slug}`, `outcome ${outcome.kind}`, `priority ${priority}`, `enabled ${isEnabled}`],
  });
  return saved;
}

export async function dropRule(
  { tx, note }: Change,
  workspaceId: string,
  { id, slug }: Pick<StoredRule, 'id' | 'slug'>,
): Promise<void> {
  await removeRule(tx, workspaceId, slug);
  note({ workspaceId, operation: 'rule.removed', targets: [`rule:${id}`], details: [`slug ${slug}`] });
}

/** What is wrong with the condition of a rule and where; undefined for one that reads. */
export async function conditionFault({ condition }: RuleBody): Promise<string | undefined> {
  if (condition === undefined) return undefined;
  const { checkCondition } = await import('../policy/cel/condition.ts');
  const reading = checkCondition(condition);
  if (reading.ok) return undefined;
  const { message, start } = reading.fault;
  return `the condition does not read at character ${start + 1}: ${message}`;
}
