import { conflictWith } from './conflict.ts';
import { nextNumber, type Content, type Subject } from './subject.ts';

/** Raises `conflict` unless the number is the one after that of the version that is there now. */
export function requireNumber(
  subject: Subject,
  current: Content,
  number: number | undefined,
  status?: 'current' | 'draft',
): void {
  const expected = nextNumber(current, status);
  if (number === undefined || number === expected) return;
  throw conflictWith(
    subject,
    current,
    `The version after the one that is there now is ${expected}, not ${number}`,
  );
}
