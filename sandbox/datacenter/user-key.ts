import { createHash } from 'node:crypto';

/** A user key as Data Center makes them, 32 hexadecimal digits; always the same for the same seed. */
export function userKeyFor(seed: string): string {
  return `8a7f${createHash('sha256').update(`user key of ${seed}`).digest('hex').slice(0, 28)}`;
}
