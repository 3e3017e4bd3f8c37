import type { Selectable } from 'kysely';
import { z } from 'zod';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';
import { toolActions, toolRisks } from './tools.ts';

const filter = z.strictObject({
  /** `pages.get`, `pages.*`; absent: every tool. */
  tools: z.array(z.string().min(1).max(200)).max(200).exactOptional(),
  actions: z.array(z.enum(toolActions)).exactOptional(),
  risks: z.array(z.enum(toolRisks)).exactOptional(),
});

const fileKind = z.string().regex(/^(?:\.[a-z0-9]{1,15}|[a-z]+\/(?:\*|[\w.+-]{1,100}))$/, {
  error: 'is an ending such as .pdf or a type such as image/*',
});

/** What a hook does. */
export const hookAction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    when: z
      .array(z.enum(['before', 'after']))
      .min(1)
      .max(2),
    timeoutMs: z.int().min(100).max(30_000).default(5_000),
  }),
  /** Keys and private keys: refused in arguments, masked in answers. */
  z.strictObject({ kind: z.literal('no_secrets') }),
  z.strictObject({ kind: z.literal('query_size'), mostCharacters: z.int().min(10).max(100_000) }),
  z.strictObject({
    kind: z.literal('write_hours'),
    timeZone: z.string().min(1).max(64),
    /** 1 is Monday. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    /** Whole hours: writes run from the beginning of `from` to the beginning of `to`. */
    from: z.int().min(0).max(23),
    to: z.int().min(1).max(24),
  }),
  z.strictObject({ kind: z.literal('file_kinds'), allowed: z.array(fileKind).min(1).max(100) }),
]);
export type HookAction = z.output<typeof hookAction>;

export const hookBody = z.strictObject({ filter: filter.default({}), action: hookAction });
export type HookBody = z.output<typeof hookBody>;
const bodyColumn = jsonColumn('hooks.body_json', hookBody);

export interface StoredHook {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in configuration and in the record; never changes. */
  readonly slug: string;
  readonly name: string;
  /** Smaller comes first; equal ones by slug. */
  readonly priority: number;
  readonly isEnabled: boolean;
  readonly body: HookBody;
  /** Of an HTTP endpoint: what its requests are signed with. */
  readonly secretSealed?: Uint8Array;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Undefined where the slug is taken. */
export async function insertHook(
  db: Executor,
  hook: Omit<StoredHook, 'createdAt' | 'updatedAt'> & { readonly now: number },
): Promise<StoredHook | undefined> {
  const row = await db
    .insertInto('hooks')
    .values({
      workspace_id: hook.workspaceId,
      id: hook.id,
      slug: hook.slug,
      name: hook.name,
      priority: hook.priority,
      is_enabled: hook.isEnabled ? 1 : 0,
      body_json: bodyColumn.write(hook.body),
      secret_sealed: hook.secretSealed ?? null,
      created_at: hook.now,
      updated_at: hook.now,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && hookOf(row);
}

export async function changeHook(
  db: Executor,
  { workspaceId, id }: Pick<StoredHook, 'workspaceId' | 'id'>,
  change: Partial<Pick<StoredHook, 'name' | 'priority' | 'isEnabled' | 'body' | 'secretSealed'>> & {
    readonly now: number;
  },
): Promise<void> {
  const { name, priority, isEnabled, body, secretSealed, now } = change;
  await db
    .updateTable('hooks')
    .set({
      updated_at: now,
      ...(name !== undefined && { name }),
      ...(priority !== undefined && { priority }),
      ...(isEnabled !== undefined && { is_enabled: isEnabled ? 1 : 0 }),
      ...(body && { body_json: bodyColumn.write(body) }),
      ...(secretSealed && { secret_sealed: secretSealed }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** By id or slug. */
export async function findHook(
  db: Executor,
  workspaceId: string,
  name: string,
): Promise<StoredHook | undefined> {
  const row = await db
    .selectFrom('hooks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((either) => either.or([either('id', '=', name), either('slug', '=', name)]))
    .executeTakeFirst();
  return row && hookOf(row);
}

export async function removeHook(
  db: Executor,
  { workspaceId, id }: Pick<StoredHook, 'workspaceId' | 'id'>,
): Promise<void> {
  await db.deleteFrom('hooks').where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

/** In the order in which they are asked; of one workspace, or of all. */
export async function listHooks(db: Executor, workspaceId?: string): Promise<StoredHook[]> {
  let query = db.selectFrom('hooks').selectAll();
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  const rows = await query.orderBy('priority').orderBy('slug').execute();
  return rows.map(hookOf);
}

function hookOf(row: Selectable<Schema['hooks']>): StoredHook {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    priority: row.priority,
    isEnabled: row.is_enabled === 1,
    body: bodyColumn.read(row.body_json),
    ...(row.secret_sealed !== null && { secretSealed: row.secret_sealed }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
