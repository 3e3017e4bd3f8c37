import type { AuditEntry, Recorder } from '../audit/record.ts';
import type { Clock } from '../kernel/clock.ts';
import { entryOf } from './call-entry.ts';
import type { CallRequest } from './call.ts';

/** What the record will say of one call, as it becomes known. */
export interface CallJournal {
  readonly callId: string;
  note(columns: Partial<AuditEntry>): void;
  /** What hooks said, one after the other. */
  hooksSaid(said: readonly string[]): void;
  /** Before anything changes: durable when it resolves. */
  intent(): Promise<void>;
  /** A write's outcome is durable before the reply; a read's joins the next group commit. */
  outcome(
    result: Pick<AuditEntry, 'outcome' | 'resultSize' | 'upstreamStatus' | 'upstreamRequestId' | 'masked'>,
  ): Promise<void>;
}

export function openJournal(
  { recorder, clock }: { readonly recorder: Recorder; readonly clock: Clock },
  request: CallRequest,
  callId: string,
): CallJournal {
  const startedAt = clock.now();
  let entry = entryOf(request, callId, startedAt);
  let intended = false;
  return {
    callId,
    note(columns) {
      entry = { ...entry, ...columns };
    },
    hooksSaid(said) {
      if (said.length > 0) entry = { ...entry, hooks: [...(entry.hooks ?? []), ...said] };
    },
    async intent() {
      await recorder.commit({ ...entry, kind: 'intent' });
      intended = true;
    },
    async outcome(result) {
      const at = clock.now();
      const outcome: AuditEntry = { ...entry, ...result, kind: 'outcome', at, latencyMs: at - startedAt };
      if (intended) await recorder.commit(outcome);
      else recorder.enqueue(outcome);
    },
  };
}
