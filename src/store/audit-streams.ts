import type { Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import { keyBefore, pageOf, type Page, type PageRequest } from './page.ts';
import type { Schema } from './schema.ts';

const stateColumn = jsonColumn(
  'audit_streams.state_json',
  z.strictObject({
    /** Attempts in a row that brought nothing. */
    failures: z.int(),
    nextAttemptAt: z.int().optional(),
    lastDeliveredAt: z.int().optional(),
    lastFailure: z.strictObject({ at: z.int(), reason: z.string() }).optional(),
    /** Among these is one that the target will not take; alone it was refused this often. */
    refused: z
      .strictObject({ writer: z.string(), fromSeq: z.int(), toSeq: z.int(), times: z.int() })
      .optional(),
  }),
);

export type StreamState = z.output<typeof stateColumn.schema>;

/** An address that deliveries are posted to. */
export const streamTarget = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
    error: 'takes no user and password; give them as authorization',
  });

/** Where a workspace's record is sent. */
export interface StoredStream {
  readonly workspaceId: string;
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly url: string;
  readonly isEnabled: boolean;
  readonly state: StreamState;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type StreamKey = Pick<StoredStream, 'workspaceId' | 'id'>;

/** Undefined where the slug is taken. */
export async function insertStream(
  db: Executor,
  stream: Pick<StoredStream, 'workspaceId' | 'id' | 'slug' | 'name' | 'url' | 'isEnabled'> & {
    /** Sealed by the caller. */
    readonly secretSealed: Uint8Array;
    readonly now: number;
  },
): Promise<StoredStream | undefined> {
  const row = await db
    .insertInto('audit_streams')
    .values({
      workspace_id: stream.workspaceId,
      id: stream.id,
      slug: stream.slug,
      name: stream.name,
      url: stream.url,
      secret_sealed: stream.secretSealed,
      is_enabled: Number(stream.isEnabled),
      state_json: stateColumn.write({ failures: 0 }),
      created_at: stream.now,
      updated_at: stream.now,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && streamOf(row);
}

/** By slug or id. */
export async function findStream(
  db: Executor,
  workspaceId: string,
  name: string,
): Promise<StoredStream | undefined> {
  const row = await db
    .selectFrom('audit_streams')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((where) => where.or([where('slug', '=', name), where('id', '=', name)]))
    .executeTakeFirst();
  return row && streamOf(row);
}

/** By slug. */
export async function pageOfStreams(
  db: Executor,
  workspaceId: string,
  page: PageRequest,
): Promise<Page<StoredStream>> {
  const after = keyBefore(page);
  let query = db
    .selectFrom('audit_streams')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .limit(page.limit + 1);
  if (after !== undefined) query = query.where('slug', '>', after);
  return pageOf((await query.execute()).map(streamOf), page.limit, ({ slug }) => slug);
}

/** Of one workspace, by slug. */
export async function listStreams(db: Executor, workspaceId: string): Promise<StoredStream[]> {
  const rows = await db
    .selectFrom('audit_streams')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(streamOf);
}

/** Of all workspaces. */
export async function enabledStreams(db: Executor): Promise<StoredStream[]> {
  const rows = await db.selectFrom('audit_streams').selectAll().where('is_enabled', '=', 1).execute();
  return rows.map(streamOf);
}

/** Of workspaces that were removed, whose records stay. */
export async function streamsOfRemoved(db: Executor): Promise<StoredStream[]> {
  const rows = await db
    .selectFrom('audit_streams')
    .selectAll()
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('workspaces')
            .select('id')
            .whereRef('workspaces.id', '=', 'audit_streams.workspace_id'),
        ),
      ),
    )
    .execute();
  return rows.map(streamOf);
}

/** A changed address or secret is tried at once. Undefined where there is no such stream. */
export async function changeStream(
  db: Executor,
  { workspaceId, id }: StreamKey,
  change: {
    readonly name?: string;
    readonly url?: string;
    readonly isEnabled?: boolean;
    readonly secretSealed?: Uint8Array;
    readonly now: number;
  },
): Promise<StoredStream | undefined> {
  const row = await db
    .updateTable('audit_streams')
    .set({
      ...(change.name !== undefined && { name: change.name }),
      ...(change.url !== undefined && { url: change.url }),
      ...(change.isEnabled !== undefined && { is_enabled: Number(change.isEnabled) }),
      ...(change.secretSealed && { secret_sealed: change.secretSealed }),
      state_json: stateColumn.write({ failures: 0 }),
      updated_at: change.now,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && streamOf(row);
}

/** With its positions and dead letters; in a transaction. */
export async function removeStream(tx: Executor, { workspaceId, id }: StreamKey): Promise<void> {
  for (const table of ['audit_stream_positions', 'audit_dead_letters'] as const) {
    await tx.deleteFrom(table).where('workspace_id', '=', workspaceId).where('stream_id', '=', id).execute();
  }
  await tx.deleteFrom('audit_streams').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

export async function streamSecret(
  db: Executor,
  { workspaceId, id }: StreamKey,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('audit_streams')
    .select('secret_sealed')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.secret_sealed ?? undefined;
}

/**
 * How deliveries go. Not on a stream that was disabled or changed since it was read: answers false then, and what was tried
 * on the old one does not count for the new.
 */
export async function putStreamState(
  db: Executor,
  { workspaceId, id, updatedAt }: StreamKey & Pick<StoredStream, 'updatedAt'>,
  state: StreamState,
): Promise<boolean> {
  const changed = await db
    .updateTable('audit_streams')
    .set({ state_json: stateColumn.write(state) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('updated_at', '=', updatedAt)
    .where('is_enabled', '=', 1)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

function streamOf(row: Selectable<Schema['audit_streams']>): StoredStream {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    url: row.url,
    isEnabled: row.is_enabled === 1,
    state: stateColumn.read(row.state_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
