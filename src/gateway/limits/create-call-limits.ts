import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import {
  eachSubject,
  type LimitMeasure,
  type LimitSubject,
  type StoredLimit,
} from '../../store/call-limits.ts';
import type { Store } from '../../store/open-store.ts';
import type { CallLimits, LimitedCall } from './call-limits.ts';
import { createLimitWindows, type LimitWindows } from './limit-windows.ts';

/** Limits of a workspace; raises `upstream_unavailable` where nobody can tell. */
export type LimitsOf = (workspaceId: string) => readonly StoredLimit[];

const lengths = { calls_a_minute: 60_000, calls_a_day: 86_400_000 } as const;
const counted = ['calls_a_minute', 'calls_a_day'] as const;

const owners: Readonly<Record<LimitSubject, string>> = {
  person: 'yours',
  agent: 'this agent’s',
  tool: 'this tool’s',
  profile: 'your access profile’s',
  connection: 'this connection’s',
};

type GiveBack = () => void;

/** How much may be called, counted in windows that begin with each minute and each day (UTC). */
export function createCallLimits({
  store,
  clock,
  limitsOf,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly limitsOf: LimitsOf;
}): CallLimits {
  const windows = createLimitWindows({ store, clock });

  return {
    async take(call) {
      const limits = limitsOf(call.workspaceId);
      if (limits.length === 0) return;
      const taken: GiveBack[] = [];
      try {
        for (const [kind, subject] of subjectsOf(call))
          taken.push(...(await takeAll(windows, limits, call.workspaceId, kind, subject)));
        taken.push(...(await takeOfProfiles(windows, limits, call)));
      } catch (thrown) {
        for (const giveBack of taken) giveBack();
        throw thrown;
      }
    },

    mostResults(call) {
      const limits = limitsOf(call.workspaceId);
      if (limits.length === 0) return undefined;
      const amounts = subjectsOf(call).flatMap(
        ([kind, subject]) => limitFor(limits, kind, subject, 'results_a_call')?.amount ?? [],
      );
      // What one profile leaves open, another's limit does not take.
      const ofProfiles = call.profiles.map(
        (profile) =>
          limitFor(limits, 'profile', profile, 'results_a_call')?.amount ?? Number.POSITIVE_INFINITY,
      );
      if (ofProfiles.length > 0) amounts.push(Math.max(...ofProfiles));
      const most = Math.min(...amounts);
      return Number.isFinite(most) ? most : undefined;
    },
  };
}

function subjectsOf(call: LimitedCall): readonly (readonly [LimitSubject, string])[] {
  return [
    ['person', call.userId],
    ['agent', call.agentId],
    ['tool', call.operationId],
    ['connection', call.connectionId],
  ];
}

/** Counts in every window of a subject, or in none. Raises `rate_limited`. */
async function takeAll(
  windows: LimitWindows,
  limits: readonly StoredLimit[],
  workspaceId: string,
  kind: LimitSubject,
  subject: string,
): Promise<readonly GiveBack[]> {
  const taken: GiveBack[] = [];
  for (const measure of counted) {
    const limit = limitFor(limits, kind, subject, measure);
    if (!limit) continue;
    const window = {
      workspaceId,
      amount: limit.amount,
      counter: `${kind}:${subject}:${measure}`,
      lengthMs: lengths[measure],
    };
    const result = await windows.take(window);
    if (!result.ok) {
      for (const giveBack of taken) giveBack();
      throw usedUp(kind, measure, limit.amount, result.retryAfterMs);
    }
    taken.push(result.giveBack);
  }
  return taken;
}

/** The first profile that has room pays. */
async function takeOfProfiles(
  windows: LimitWindows,
  limits: readonly StoredLimit[],
  { workspaceId, profiles }: LimitedCall,
): Promise<readonly GiveBack[]> {
  let refusal: unknown;
  for (const profile of profiles) {
    try {
      return await takeAll(windows, limits, workspaceId, 'profile', profile);
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.code === 'rate_limited')) throw thrown;
      refusal ??= thrown;
    }
  }
  if (refusal !== undefined) throw refusal;
  return [];
}

function limitFor(
  limits: readonly StoredLimit[],
  kind: LimitSubject,
  subject: string,
  measure: LimitMeasure,
): StoredLimit | undefined {
  const of = (name: string): StoredLimit | undefined =>
    limits.find((one) => one.subjectKind === kind && one.measure === measure && one.subject === name);
  return of(subject) ?? of(eachSubject);
}

function usedUp(
  kind: LimitSubject,
  measure: 'calls_a_minute' | 'calls_a_day',
  amount: number,
  retryAfterMs: number,
): AppError {
  const unit = measure === 'calls_a_minute' ? 'a minute' : 'a day';
  return new AppError(
    'rate_limited',
    `The limit of ${amount} calls ${unit} is used up: it is ${owners[kind]}.`,
    {
      nextStep: 'Come back then, or ask an administrator for more.',
      retryAfterMs,
    },
  );
}
