/** How the sandbox should misbehave for some requests. What is not given stays as it is. */
export interface Fault {
  /** Which requests; all when not given. The path is without the query and, on the API address, without `/ex/confluence/{cloudId}`. */
  readonly match?: { readonly method?: string; readonly path?: RegExp; readonly body?: RegExp };
  /** How often; for ever when not given. */
  readonly times?: number;
  /** Answered in place of the real answer. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly delayMs?: number;
  /** Destroys the connection in place of answering. */
  readonly cut?: boolean;
  /** Whether the request takes effect first; `before` (it does not) unless given. */
  readonly phase?: 'before' | 'after';
  /** Reads of pages and blog posts answer the version before the current one. */
  readonly staleRead?: boolean;
  /** Storage bodies in the answer are empty. */
  readonly emptyBody?: boolean;
  /** The answer is an error that quotes the request with its credentials, as error pages of careless proxies do. */
  readonly quotesRequest?: boolean;
}

/** The faults in force. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Whether any fault looks into bodies; they are not read otherwise. */
  looksAtBodies(): boolean;
  /** The first fault that fits, counted as used; undefined when none does. */
  take(method: string, path: string, body?: string): Fault | undefined;
}

export function createFaults(): Faults {
  let active: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => void active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => void (active = []),
    looksAtBodies: () => active.some(({ fault }) => fault.match?.body !== undefined),
    take(method, path, body = '') {
      const found = active.find(({ fault }) => fits(fault, method, path, body));
      if (found === undefined) return undefined;
      found.left -= 1;
      if (found.left <= 0) active = active.filter((entry) => entry !== found);
      return found.fault;
    },
  };
}

function fits(fault: Fault, method: string, path: string, body: string): boolean {
  const wanted = fault.match?.method;
  if (wanted !== undefined && wanted.toUpperCase() !== method) return false;
  if (fault.match?.body !== undefined && !fault.match.body.test(body)) return false;
  return fault.match?.path === undefined || fault.match.path.test(path);
}
