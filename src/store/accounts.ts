import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

/** A human of the installation. In each workspace they are a person of it. */
export interface Account {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  /** Runs the installation: makes workspaces, publishes connections. */
  readonly isOperator: boolean;
  readonly createdAt: number;
  readonly disabledAt?: number;
}

/** The account of this address, made if there is none. One that exists keeps its name. */
export async function ensureAccount(
  db: Executor,
  { email, name, now }: { readonly email: string; readonly name: string; readonly now: number },
  newId: NewId,
): Promise<Account> {
  const address = email.toLowerCase();
  await db
    .insertInto('accounts')
    .values({ id: newId('acc'), email: address, name, is_operator: 0, created_at: now, disabled_at: null })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const row = await db
    .selectFrom('accounts')
    .selectAll()
    .where('email', '=', address)
    .executeTakeFirstOrThrow();
  return accountOf(row);
}

export async function findAccount(db: Executor, id: string): Promise<Account | undefined> {
  const row = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && accountOf(row);
}

/** `email` is compared without case. */
export async function findAccountByEmail(db: Executor, email: string): Promise<Account | undefined> {
  const row = await db
    .selectFrom('accounts')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row && accountOf(row);
}

export async function setOperator(db: Executor, id: string, isOperator: boolean): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ is_operator: Number(isOperator) })
    .where('id', '=', id)
    .execute();
}

/** Until the end of the transaction nobody else passes here with this account: what is read after this holds. */
export async function lockAccount(transaction: Executor, id: string): Promise<void> {
  await transaction
    .updateTable('accounts')
    .set((is) => ({ email: is.ref('email') }))
    .where('id', '=', id)
    .execute();
}

/** With its sessions, passkeys, password, links and identities. */
export async function removeUnlessOperator(db: Executor, id: string): Promise<void> {
  await db.deleteFrom('accounts').where('id', '=', id).where('is_operator', '=', 0).execute();
}

function accountOf(row: Selectable<Schema['accounts']>): Account {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    isOperator: row.is_operator === 1,
    createdAt: row.created_at,
    ...(row.disabled_at !== null && { disabledAt: row.disabled_at }),
  };
}
