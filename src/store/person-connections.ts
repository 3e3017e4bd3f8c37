import type { Executor } from './open-store.ts';
import { grantOf, removeGrantIfUnused, type UpstreamGrant } from './upstream-grants.ts';

/** A person of a workspace on a connection that the workspace uses. */
export interface PersonConnectionKey {
  readonly workspaceId: string;
  readonly personId: string;
  readonly connectionId: string;
}

/** Which grant a person uses on a connection. */
export interface PersonConnection extends PersonConnectionKey {
  readonly grantId: string;
  /** The site that was chosen, where a grant reaches several. */
  readonly cloudId?: string;
}

/** Lets a person use a grant from now on; in a transaction with whatever stores the grant. One that nobody uses then goes. */
export async function linkPerson(
  db: Executor,
  { workspaceId, personId, connectionId, grantId, cloudId }: PersonConnection,
  now: number,
): Promise<void> {
  const before = await findPersonConnection(db, { workspaceId, personId, connectionId });
  const link = { grant_id: grantId, cloud_id: cloudId ?? null, created_at: now };
  await db
    .insertInto('person_connections')
    .values({ workspace_id: workspaceId, person_id: personId, connection_id: connectionId, ...link })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'person_id', 'connection_id']).doUpdateSet(link),
    )
    .execute();
  if (before && before.grantId !== grantId) await removeGrantIfUnused(db, before.grantId);
}

export async function findPersonConnection(
  db: Executor,
  key: PersonConnectionKey,
): Promise<PersonConnection | undefined> {
  return (await findPersonGrant(db, key))?.link;
}

/** The grant that a person uses on a connection. */
export async function findPersonGrant(
  db: Executor,
  key: PersonConnectionKey,
): Promise<{ readonly link: PersonConnection; readonly grant: UpstreamGrant } | undefined> {
  const row = await db
    .selectFrom('person_connections')
    .innerJoin('upstream_grants', 'upstream_grants.id', 'person_connections.grant_id')
    .selectAll('upstream_grants')
    .select('person_connections.cloud_id')
    .where('person_connections.workspace_id', '=', key.workspaceId)
    .where('person_connections.person_id', '=', key.personId)
    .where('person_connections.connection_id', '=', key.connectionId)
    .executeTakeFirst();
  if (!row) return undefined;
  const { workspaceId, personId, connectionId } = key;
  const link = { workspaceId, personId, connectionId, grantId: row.id };
  return { link: { ...link, ...(row.cloud_id !== null && { cloudId: row.cloud_id }) }, grant: grantOf(row) };
}

/** Takes a person's grant away from them; in a transaction. One that nobody uses then goes, with its tokens. */
export async function unlinkPerson(db: Executor, key: PersonConnectionKey): Promise<void> {
  const link = await findPersonConnection(db, key);
  if (!link) return;
  await db
    .deleteFrom('person_connections')
    .where('workspace_id', '=', key.workspaceId)
    .where('person_id', '=', key.personId)
    .where('connection_id', '=', key.connectionId)
    .execute();
  await removeGrantIfUnused(db, link.grantId);
}

/** Takes everybody's grants away from a connection that goes; in its transaction. */
export async function unlinkConnection(db: Executor, connectionId: string): Promise<void> {
  const rows = await db
    .deleteFrom('person_connections')
    .where('connection_id', '=', connectionId)
    .returning('grant_id')
    .execute();
  for (const grantId of new Set(rows.map((row) => row.grant_id))) await removeGrantIfUnused(db, grantId);
}

/** The grants that people have on a connection, each once. */
export async function listGrantsOfConnection(db: Executor, connectionId: string): Promise<UpstreamGrant[]> {
  const rows = await db
    .selectFrom('upstream_grants')
    .selectAll()
    .where('id', 'in', (link) =>
      link.selectFrom('person_connections').select('grant_id').where('connection_id', '=', connectionId),
    )
    .orderBy('id')
    .execute();
  return rows.map(grantOf);
}

/** Everybody who uses a grant. */
export async function listPeopleOfGrant(db: Executor, grantId: string): Promise<PersonConnectionKey[]> {
  const rows = await db
    .selectFrom('person_connections')
    .select(['workspace_id', 'person_id', 'connection_id'])
    .where('grant_id', '=', grantId)
    .execute();
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    personId: row.person_id,
    connectionId: row.connection_id,
  }));
}
