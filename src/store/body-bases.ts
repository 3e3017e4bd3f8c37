import { sql } from 'kysely';
import type { Executor } from './open-store.ts';

/** Which body: what one person read of a page at one etag, in one representation. */
export interface BodyBaseKey {
  readonly workspaceId: string;
  readonly personId: string;
  readonly connectionId: string;
  readonly pageId: string;
  readonly etag: string;
  readonly representation: string;
}

export interface BodyBase extends BodyBaseKey {
  /** The body, sealed by the caller. */
  readonly sealed: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Keeps a body; one that is there already gets the later expiry. */
export async function putBodyBase(db: Executor, base: BodyBase): Promise<void> {
  const content = {
    sealed: base.sealed,
    size: base.sealed.byteLength,
    created_at: base.createdAt,
    expires_at: base.expiresAt,
  };
  await db
    .insertInto('body_bases')
    .values({
      workspace_id: base.workspaceId,
      person_id: base.personId,
      connection_id: base.connectionId,
      page_id: base.pageId,
      etag: base.etag,
      representation: base.representation,
      ...content,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'person_id', 'connection_id', 'page_id', 'etag', 'representation'])
        .doUpdateSet(content),
    )
    .execute();
}

/** The sealed body, unless it was never kept, was evicted, or expired. */
export async function getBodyBase(
  db: Executor,
  key: BodyBaseKey,
  now: number,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('body_bases')
    .select('sealed')
    .where('workspace_id', '=', key.workspaceId)
    .where('person_id', '=', key.personId)
    .where('connection_id', '=', key.connectionId)
    .where('page_id', '=', key.pageId)
    .where('etag', '=', key.etag)
    .where('representation', '=', key.representation)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row?.sealed;
}

export interface BodyBaseLimits {
  readonly now: number;
  /** Of one person; the oldest go first, so that nobody's reading pushes out somebody else's. */
  readonly maxBytesPerPerson: number;
}

/** Deletes what expired and what is beyond the size a person may fill. Answers how many went. */
export async function evictBodyBases(
  db: Executor,
  { now, maxBytesPerPerson }: BodyBaseLimits,
): Promise<number> {
  const expired = await db.deleteFrom('body_bases').where('expires_at', '<=', now).executeTakeFirstOrThrow();
  const key = sql`workspace_id, person_id, connection_id, page_id, etag, representation`;
  const beyond = await sql`
    delete from body_bases where (${key}) in (
      select ${key} from (
        select ${key}, sum(size) over (
          partition by workspace_id, person_id
          order by created_at desc, connection_id, page_id, etag, representation
          rows unbounded preceding
        ) as filled
        from body_bases
      ) as newest_first
      where filled > ${maxBytesPerPerson}
    )`.execute(db);
  return Number(expired.numDeletedRows + (beyond.numAffectedRows ?? 0n));
}
