import type { Migration } from 'kysely/migration';
import { dialectal, type Dialectal, type StoreKind } from './column-types.ts';
import { initial } from './0001-initial.ts';
import { vault } from './0002-vault.ts';
import { signIn } from './0003-sign-in.ts';
import { governance } from './0004-governance.ts';
import { recordIndexes } from './0005-record-indexes.ts';

/** Steps by name, in the order of their names. A step that was released is never edited. */
const steps: Readonly<Record<string, (types: Dialectal) => Migration>> = {
  '0001-initial': initial,
  '0002-vault': vault,
  '0003-sign-in': signIn,
  '0004-governance': governance,
  '0005-record-indexes': recordIndexes,
};

export const stepNames: readonly string[] = Object.keys(steps).toSorted();

export function migrationsFor(kind: StoreKind): Record<string, Migration> {
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step(dialectal[kind])]));
}
