import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect } from 'vitest';
import { noteLeftDatabase, whatIsLeft } from './what-is-left.ts';

const close: () => void = Reflect.get(DatabaseSync.prototype, 'close');
DatabaseSync.prototype.close = function closeLookedAt(this: DatabaseSync): void {
  try {
    noteLeftDatabase(this);
  } catch {
    // Some tests damage their database.
  }
  Reflect.apply(close, this, []);
};

// Registered before those of the test file, and so the last to run.
afterAll(() => expect(whatIsLeft(), 'secrets in what the tests left').toEqual([]));
