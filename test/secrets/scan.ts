import { searchFor } from '../support/canary.ts';
import { handedOutOf, kindNames, type KindName } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import type { Place } from './places.ts';

/** Looks at places, one after the other, for every secret and for the control. */
export interface Scan {
  look(place: Place): void;
  /** Secrets where none may be, as `place: kind number: encoding`. */
  readonly findings: readonly string[];
  /** Places that hold the control. */
  readonly showing: ReadonlySet<string>;
  /** Kinds that are said to be handed out and that no place holds: what is allowed for nothing. */
  neverHandedOut(): readonly KindName[];
}

export function startScan(ledger: Ledger, control: string): Scan {
  const search = searchFor(ledger.planted.map(({ name, value }) => [name, value]));
  const searchControl = searchFor([['control', control]]);
  const kindOf = new Map(ledger.planted.map(({ name, kind }) => [name, kind]));
  const findings = new Set<string>();
  const showing = new Set<string>();
  const handed = new Set<KindName>();
  return {
    look({ name, content }) {
      if (searchControl(content).length > 0) showing.add(name);
      for (const found of search(content)) {
        const kind = kindOf.get(found.slice(0, found.lastIndexOf(': ')));
        if (kind !== undefined && handedOutOf(kind)?.place.test(name)) handed.add(kind);
        else findings.add(`${name}: ${found}`);
      }
    },
    get findings() {
      return [...findings];
    },
    showing,
    neverHandedOut: () => kindNames.filter((kind) => handedOutOf(kind) && !handed.has(kind)),
  };
}
