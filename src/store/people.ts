import type { Selectable } from 'kysely';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export interface Person {
  readonly workspaceId: string;
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface NewPerson {
  readonly workspaceId: string;
  /** Compared without case. */
  readonly email: string;
  readonly name: string;
  readonly now: number;
}

/** The person of this address in a workspace, made if there is none. A new name replaces the old one. */
export async function ensurePerson(
  db: Executor,
  { workspaceId, email, name, now }: NewPerson,
  newId: NewId,
): Promise<Person> {
  const row = await db
    .insertInto('people')
    .values({
      workspace_id: workspaceId,
      id: newId('usr'),
      email: email.toLowerCase(),
      name,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'email']).doUpdateSet({ name }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return personOf(row);
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

function personOf(row: Selectable<Schema['people']>): Person {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    email: row.email,
    name: row.name,
    createdAt: row.created_at,
  };
}
