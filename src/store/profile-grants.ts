import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

export const grantStates = ['requested', 'approved', 'denied', 'revoked'] as const;

/** A profile that a person asked for, or was given. It counts while it is approved and its time is not over. */
export interface StoredProfileGrant {
  readonly workspaceId: string;
  readonly id: string;
  readonly profileId: string;
  readonly personId: string;
  readonly state: (typeof grantStates)[number];
  readonly reason?: string;
  readonly requestedAt: number;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** Milliseconds UTC, the first moment at which it no longer counts. Of a request: until when it is wanted. */
  readonly expiresAt?: number;
}

export async function addProfileGrant(
  db: Executor,
  grant: Omit<StoredProfileGrant, 'id'>,
  newId: NewId,
): Promise<StoredProfileGrant> {
  const row = await db
    .insertInto('profile_grants')
    .values({
      workspace_id: grant.workspaceId,
      id: newId('pgr'),
      profile_id: grant.profileId,
      person_id: grant.personId,
      state: grant.state,
      reason: grant.reason ?? null,
      requested_at: grant.requestedAt,
      decided_by: grant.decidedBy ?? null,
      decided_at: grant.decidedAt ?? null,
      expires_at: grant.expiresAt ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return grantOf(row);
}

/** Answers it: the state, by whom, and until when it holds. */
export async function decideProfileGrant(
  db: Executor,
  { workspaceId, id }: Pick<StoredProfileGrant, 'workspaceId' | 'id'>,
  decision: Pick<StoredProfileGrant, 'state' | 'decidedBy' | 'decidedAt' | 'expiresAt'>,
): Promise<StoredProfileGrant | undefined> {
  const row = await db
    .updateTable('profile_grants')
    .set({
      state: decision.state,
      decided_by: decision.decidedBy ?? null,
      decided_at: decision.decidedAt ?? null,
      expires_at: decision.expiresAt ?? null,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && grantOf(row);
}

export async function findProfileGrant(
  db: Executor,
  { workspaceId, id }: Pick<StoredProfileGrant, 'workspaceId' | 'id'>,
): Promise<StoredProfileGrant | undefined> {
  const row = await db
    .selectFrom('profile_grants')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && grantOf(row);
}

/** Of one person, the oldest first. */
export async function profileGrantsOf(
  db: Executor,
  workspaceId: string,
  personId: string,
): Promise<StoredProfileGrant[]> {
  const rows = await db
    .selectFrom('profile_grants')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute();
  return rows.map(grantOf);
}

/** The oldest first. */
export async function pageOfProfileGrants(
  db: Executor,
  of: { readonly workspaceId: string; readonly state?: StoredProfileGrant['state'] | undefined },
  page: PageRequest,
): Promise<Page<StoredProfileGrant>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('profile_grants')
    .selectAll()
    .where('workspace_id', '=', of.workspaceId)
    .orderBy('id')
    .limit(page.limit + 1);
  if (of.state !== undefined) query = query.where('state', '=', of.state);
  if (after !== undefined) query = query.where('id', '>', after);
  return pageOf((await query.execute()).map(grantOf), page.limit, ({ id }) => id);
}

function grantOf(row: Selectable<Schema['profile_grants']>): StoredProfileGrant {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    profileId: row.profile_id,
    personId: row.person_id,
    state: z.enum(grantStates).parse(row.state),
    ...(row.reason !== null && { reason: row.reason }),
    requestedAt: row.requested_at,
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}
