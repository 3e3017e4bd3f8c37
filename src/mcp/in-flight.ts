/** Counts work under way, so that a shutdown can wait for it. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves once nothing is under way, or after `milliseconds`. */
  idle(milliseconds: number): Promise<void>;
}

export function createInFlight(): InFlight {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    async track(work) {
      count += 1;
      try {
        return await work;
      } finally {
        count -= 1;
        if (count === 0) for (const wake of waiting) wake();
      }
    },
    idle(milliseconds) {
      if (count === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
      });
    },
  };
}
