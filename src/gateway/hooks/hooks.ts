import type { AppError } from '../../kernel/app-error.ts';
import type { Effect } from '../../operations/operation.ts';
import type { Classification } from '../../policy/view.ts';

/** A call as hooks see it. */
export interface HookedCall {
  readonly workspaceId: string;
  readonly callId: string;
  readonly userId: string;
  readonly agentId: string;
  readonly connection: string;
  readonly operationId: string;
  readonly effect: Effect;
  readonly classification: Classification;
  /** `page:123`. */
  readonly targets: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  /** Of a search. */
  readonly query?: string;
}

export interface HookReport {
  /** What each hook said, for the record: `file-guard allowed`. */
  readonly said: readonly string[];
  /** What the caller is told where one of them did not allow it. */
  readonly refused?: AppError;
}

/** For the pipeline. What a hook cannot say in time, it denies. */
export interface CallHooks {
  before(call: HookedCall, signal: AbortSignal): Promise<HookReport>;
  /** `output`: masked, as it would leave. */
  after(call: HookedCall, output: unknown, signal: AbortSignal): Promise<HookReport>;
  /** Detectors whose finds never leave, whatever rules say. */
  masks(call: Pick<HookedCall, 'workspaceId' | 'operationId' | 'classification'>): ReadonlySet<string>;
}
