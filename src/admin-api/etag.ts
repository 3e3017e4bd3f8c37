import { createHash } from 'node:crypto';
import { HTTPException } from 'hono/http-exception';
import { problem } from '../http/problem.ts';

/** The entity tag of a representation: it changes whenever anything that an administrator sees of the thing does. */
export function etagOf(representation: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(representation)).digest('base64url').slice(0, 27)}"`;
}

/**
 * Lets a change through only on the state that its sender saw (RFC 9110 §13.1.1, RFC 6585 §3); called inside the
 * transaction of the change. `*` takes whatever is there. Answers 428 without a tag and 412 for another one.
 */
export function checkMatch(ifMatch: string | undefined, representation: unknown): void {
  if (ifMatch === undefined) {
    throw refusal(
      428,
      'Send If-Match with the ETag of what you read, so that no change of somebody else is lost.',
    );
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(etagOf(representation))) return;
  throw refusal(412, 'Somebody changed this since you read it. Read it again, then repeat the change.');
}

function refusal(status: 412 | 428, detail: string): HTTPException {
  return new HTTPException(status, { res: problem(status, detail) });
}
