/** A call as limits count it. */
export interface LimitedCall {
  readonly workspaceId: string;
  readonly userId: string;
  readonly agentId: string;
  readonly operationId: string;
  readonly connectionId: string;
  /** Profiles that admit it; one of them has to have room. */
  readonly profiles: readonly string[];
}

/** For the pipeline. */
export interface CallLimits {
  /** Counts a call. Raises `rate_limited`, saying whose limit it is and when to come back. */
  take(call: LimitedCall): Promise<void>;
  /** Most rows of an answer; undefined where nothing says so. */
  mostResults(call: LimitedCall): number | undefined;
}
