/** Why the site refuses a change; routes turn it into the error shape of their version. */
export type RefusalReason =
  | 'invalid-body'
  | 'duplicate-title'
  | 'stale-version'
  | 'not-found'
  | 'forbidden'
  | 'conflict'
  | 'invalid'
  | 'too-large'
  | 'unsupported-media-type'
  | 'not-implemented';

/** A change that the site does not accept. The message is what Confluence would say. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
