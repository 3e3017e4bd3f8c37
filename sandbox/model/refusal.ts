/** Why the site refuses a change; routes turn it into the error shape of their version. */
export type RefusalReason =
  | 'invalid-body'
  | 'duplicate-title'
  | 'stale-version'
  | 'not-found'
  | 'forbidden'
  | 'conflict'
  | 'invalid'
  | 'gone'
  | 'too-large'
  | 'unsupported-media-type'
  | 'not-implemented';

/** A change that the site does not accept. The message is what Confluence would say. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  /** Of `stale-version`: the version that stands, which v1 words differently. */
  readonly currentVersion: number | null;

  constructor(reason: RefusalReason, message: string, currentVersion: number | null = null) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
    this.currentVersion = currentVersion;
  }
}
