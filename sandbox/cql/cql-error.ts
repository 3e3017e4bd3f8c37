/**
 * A query that Confluence refuses. `message` is what the REST answer says; `position` is the one-based character in the
 * query where the fault was seen. One query is answered 500 instead of 400: `siteSearch ~ ""` (facts: confluence-api §3.2).
 */
export class CqlError extends Error {
  readonly status: 400 | 500;
  readonly position: number;

  constructor(message: string, position: number, status: 400 | 500 = 400) {
    super(message);
    this.name = 'CqlError';
    this.status = status;
    this.position = position;
  }
}

/** A query that cannot be read: the query itself, what is wrong, and where. */
export function unparsable(cql: string, reason: string, index: number): CqlError {
  return new CqlError(`Could not parse cql : ${cql} - ${reason} at position ${index + 1}`, index + 1);
}
