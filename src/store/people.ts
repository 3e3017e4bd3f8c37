import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import { ensureAccount, removeUnlessOperator } from './accounts.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import { unlinkPerson } from './person-connections.ts';
import type { PersonKey } from './roles.ts';
import type { Schema } from './schema.ts';

export interface Person {
  readonly workspaceId: string;
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly createdAt: number;
  /** Who signs in as this person. */
  readonly accountId?: string;
  /** Since when they are shut out. */
  readonly disabledAt?: number;
  /** `config`: named by the configuration file at the last start; `admin`: added in any other way. */
  readonly origin: 'config' | 'admin';
}

export interface NewPerson {
  readonly workspaceId: string;
  /** Compared without case. */
  readonly email: string;
  readonly name: string;
  /** `admin` unless given. */
  readonly origin?: Person['origin'];
  readonly now: number;
}

/**
 * The person of this address in a workspace with the account they sign in with, both made if they are missing. A new name
 * replaces the person's old one; somebody who was disabled stays so.
 */
export async function ensurePerson(db: Executor, person: NewPerson, newId: NewId): Promise<Person> {
  const { email, name, origin, now } = person;
  const account = await ensureAccount(db, { email, name, now }, newId);
  const row = await db
    .insertInto('people')
    .values({ ...valuesOf(person, newId), account_id: account.id })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'email'])
        .doUpdateSet({ name, account_id: account.id, ...(origin !== undefined && { origin }) }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return personOf(row);
}

/** A new person with the account they sign in with. Undefined where the address is a person of the workspace already. */
export async function createPerson(
  db: Executor,
  person: NewPerson,
  newId: NewId,
): Promise<Person | undefined> {
  const account = await ensureAccount(db, person, newId);
  const row = await db
    .insertInto('people')
    .values({ ...valuesOf(person, newId), account_id: account.id })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'email']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && personOf(row);
}

export async function findPerson(
  db: Executor,
  { workspaceId, personId }: PersonKey,
): Promise<Person | undefined> {
  const row = await db
    .selectFrom('people')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst();
  return row && personOf(row);
}

/** By address. */
export async function listPeople(db: Executor, workspaceId: string): Promise<Person[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('email')
    .execute();
  return rows.map(personOf);
}

/** By address. */
export async function pageOfPeople(
  db: Executor,
  workspaceId: string,
  page: PageRequest,
): Promise<Page<Person>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('people')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('email')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('email', '>', after);
  return pageOf((await query.execute()).map(personOf), page.limit, ({ email }) => email);
}

/** The people of an account, in all workspaces. */
export async function peopleOfAccount(db: Executor, accountId: string): Promise<Person[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('workspace_id')
    .execute();
  return rows.map(personOf);
}

/** `disabledAt: null` lets them in again. */
export async function changePerson(
  db: Executor,
  { workspaceId, personId }: PersonKey,
  change: { readonly name?: string; readonly disabledAt?: number | null },
): Promise<void> {
  const { name, disabledAt } = change;
  if (name === undefined && disabledAt === undefined) return;
  await db
    .updateTable('people')
    .set({
      ...(name !== undefined && { name }),
      ...(disabledAt !== undefined && { disabled_at: disabledAt }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .execute();
}

/** Says who decides over somebody from now on. */
export async function setPersonOrigin(
  db: Executor,
  { workspaceId, personId }: PersonKey,
  origin: Person['origin'],
): Promise<void> {
  await db
    .updateTable('people')
    .set({ origin })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .execute();
}

/**
 * With their roles, memberships, keys and grants of Confluence; in a transaction. The account they sign in with
 * goes with the last person it is, unless it operates the installation: whoever gets the address next must not find the
 * passkeys and identities of the one before.
 */
export async function removePerson(db: Executor, { workspaceId, personId }: PersonKey): Promise<void> {
  const links = await db
    .selectFrom('person_connections')
    .select('connection_id')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .execute();
  for (const { connection_id: connectionId } of links) {
    await unlinkPerson(db, { workspaceId, personId, connectionId });
  }
  const removed = await db
    .deleteFrom('people')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .returning('account_id')
    .executeTakeFirst();
  const accountId = removed?.account_id;
  if (accountId === undefined || accountId === null) return;
  if ((await peopleOfAccount(db, accountId)).length === 0) await removeUnlessOperator(db, accountId);
}

function valuesOf({ workspaceId, email, name, origin, now }: NewPerson, newId: NewId) {
  return {
    workspace_id: workspaceId,
    id: newId('usr'),
    email: email.toLowerCase(),
    name,
    created_at: now,
    ...(origin !== undefined && { origin }),
  };
}

function personOf(row: Selectable<Schema['people']>): Person {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    email: row.email,
    name: row.name,
    createdAt: row.created_at,
    ...(row.account_id !== null && { accountId: row.account_id }),
    ...(row.disabled_at !== null && { disabledAt: row.disabled_at }),
    origin: row.origin === 'config' ? 'config' : 'admin',
  };
}
