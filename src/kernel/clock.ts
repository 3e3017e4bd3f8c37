/** Time as UTC milliseconds since the epoch. Passed in, so that tests and the sandbox can move it. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
