import { randomBytes } from 'node:crypto';
import { kindNames, type KindName } from './kinds.ts';

/** The secrets of a run, by value. */
export interface Ledger {
  /** Notes a secret under its kind and answers it; the first kind of a value counts. */
  plant(kind: KindName, value: string): string;
  /** Notes a secret that is no text. */
  plantBytes(kind: KindName, value: Uint8Array): void;
  /** Says that secrets of the kind were used where no exchange can show it. */
  prove(kind: KindName): void;
  readonly planted: readonly Planted[];
  readonly proven: ReadonlySet<KindName>;
}

export interface Planted {
  readonly kind: KindName;
  /** The kind and a number: what findings are called, since a test's output is a log too. */
  readonly name: string;
  readonly value: string | Uint8Array;
}

export function createLedger(): Ledger {
  const byValue = new Map<string, Planted>();
  const counts = new Map<KindName, number>(kindNames.map((kind) => [kind, 0]));
  const proven = new Set<KindName>();
  const note = (kind: KindName, text: string, value: string | Uint8Array): void => {
    if (byValue.has(text)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    byValue.set(text, { kind, name: `${kind} ${count}`, value });
  };
  return {
    plant(kind, value) {
      if (value.length < 16) throw new Error(`a value of "${kind}" would be found by chance`);
      note(kind, value, value);
      return value;
    },
    plantBytes: (kind, value) => note(kind, Buffer.from(value).toString('base64'), value),
    prove: (kind) => void proven.add(kind),
    get planted() {
      return [...byValue.values()];
    },
    proven,
  };
}

/** A value that escaping changes, made of what a header can hold. */
export function canary(): string {
  return `${randomBytes(15).toString('base64url')}+/="\\${randomBytes(6).toString('base64url')}`;
}

/** The same with a letter that is not ASCII, for what goes in bodies and Basic credentials. */
export function wideCanary(): string {
  return `${canary()}ü${randomBytes(6).toString('base64url')}`;
}
