import type { AuditEntry } from '../audit/record.ts';
import type { Verdict } from '../policy/question.ts';
import type { Standpoint } from './policy-questions.ts';

/** A verdict as the record keeps it. A fact that nobody could find out was a refusal. */
export function judgedColumns({ outcome, decider }: Verdict): Pick<AuditEntry, 'decision' | 'rule'> {
  const rule = [decider.link, decider.id, decider.detail].filter(Boolean).join(': ');
  return { decision: outcome === 'need' ? 'deny' : outcome, rule };
}

/** What the record keeps of where a caller stands. */
export function standingColumns({
  governance,
  asker,
}: Standpoint): Pick<AuditEntry, 'policyVersion' | 'clientKind'> {
  const agent = asker.agentId === undefined ? undefined : governance.agents.get(asker.agentId);
  return { policyVersion: governance.view.version, ...(agent && { clientKind: agent.kind }) };
}
