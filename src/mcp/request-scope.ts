import type { Caller } from '../gateway/call.ts';

/** Who calls and how the address narrows, before the protocol is spoken: what a transport knows. */
export class RequestScope {
  readonly caller: Caller;
  readonly query: URLSearchParams;

  constructor(caller: Caller, query: URLSearchParams = new URLSearchParams()) {
    this.caller = caller;
    this.query = query;
  }
}
