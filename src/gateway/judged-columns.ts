import type { AuditEntry } from '../audit/record.ts';
import type { Verdict } from '../policy/question.ts';

/** A verdict as the record keeps it. A fact that nobody could find out was a refusal. */
export function judgedColumns({ outcome, decider }: Verdict): Pick<AuditEntry, 'decision' | 'rule'> {
  const rule = [decider.link, decider.id, decider.detail].filter(Boolean).join(': ');
  return { decision: outcome === 'need' ? 'deny' : outcome, rule };
}
