import { hash } from 'node:crypto';

/**
 * Names one stored body of one content: 32 bits of a hash over content, representation and body, in hex. The version
 * number does not: a comment on marked text changes the body and not the version.
 */
export function etagOf(contentId: string, representation: string, body: string): string {
  return hash('sha256', `${contentId}\n${representation}\n${body}`).slice(0, 8);
}
