import { AppError } from '../kernel/app-error.ts';
import type { CallRequest, Credentials } from './call.ts';
import { offered } from './offered.ts';
import type { PolicySource } from './policy-questions.ts';
import { refusalOf } from './policy-refusals.ts';

/** A call under way, and the connection that it goes to once that is known. */
export type RunningCall = Pick<CallRequest, 'caller' | 'narrowing' | 'operation' | 'signal'> & {
  connectionId(): string | undefined;
};

/** Ends calls under way whose tool their caller has no more: a kill switch, an agent that was blocked, a profile that went. */
export interface CallStops {
  /** The signal aborts as the call's own does, or with the refusal as its reason. */
  watch(call: RunningCall): { readonly signal: AbortSignal; end(): void };
}

/** `policy` tells when what holds has changed; where it cannot, nothing ends. */
export function createCallStops(
  policy: PolicySource,
  credentials: Pick<Credentials, 'connections'>,
  now: () => number,
): CallStops {
  const running = createRunning();

  function stopWhatIsDenied(workspaceIds: ReadonlySet<string>): void {
    for (const { call, controller } of running.all()) {
      const { caller, narrowing, operation } = call;
      if (!workspaceIds.has(caller.workspaceId)) continue;
      const connectionId = call.connectionId();
      const connections = credentials
        .connections(caller)
        .filter(({ id }) => connectionId === undefined || id === connectionId);
      const standpoint = {
        governance: policy.of(caller.workspaceId),
        asker: policy.asker(caller),
        narrowing,
        now: now(),
      };
      const { connections: left, refused } = offered(standpoint, connections, operation);
      if (left.length > 0) continue;
      controller.abort(refused ? refusalOf(refused, operation, []) : connectionGone());
    }
  }
  policy.onChange?.(stopWhatIsDenied);

  return {
    watch(call) {
      const controller = new AbortController();
      const { signal } = call;
      // By hand: a composite signal costs several times as much, with every call.
      const follow = () => controller.abort(signal.reason);
      if (signal.aborted) follow();
      else signal.addEventListener('abort', follow, { once: true });
      const leave = running.enter({ call, controller });
      return {
        signal: controller.signal,
        end() {
          leave();
          signal.removeEventListener('abort', follow);
        },
      };
    },
  };
}

interface Stoppable {
  readonly call: RunningCall;
  readonly controller: AbortController;
}

/**
 * Calls under way, in no order. A map or a set that entries enter and leave with every call makes a table anew every few
 * calls, and V8 keeps each of the old ones, with the calls in it, until its next full collection.
 */
function createRunning(): { all(): readonly Stoppable[]; enter(one: Stoppable): () => void } {
  const running: { readonly one: Stoppable; place: number }[] = [];
  return {
    all: () => running.map(({ one }) => one),
    enter(one) {
      const entry = { one, place: running.length };
      running.push(entry);
      return () => {
        const last = running.pop();
        if (last === undefined || last === entry) return;
        running[entry.place] = last;
        last.place = entry.place;
      };
    },
  };
}

/** Why a call really failed: the refusal that ended it, with what is known of a write that was under way. */
export function endedBy(signal: AbortSignal, failed: AppError): AppError {
  if (!signal.aborted || !(signal.reason instanceof AppError)) return failed;
  const { code, message, fields } = signal.reason;
  const { mayHaveHappened } = failed.fields;
  return new AppError(code, message, { ...fields, ...(mayHaveHappened && { mayHaveHappened }) });
}

function connectionGone(): AppError {
  return new AppError('denied', 'The connection of this call was taken away while it ran.', {
    nextStep: 'List the tools again, or ask an administrator.',
  });
}
