import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

const names = z.array(z.string().min(1).max(500)).max(2_000);
const space = z
  .strictObject({
    id: z.string().min(1).max(100).exactOptional(),
    key: z.string().min(1).max(255).exactOptional(),
  })
  .refine(({ id, key }) => id !== undefined || key !== undefined, { error: 'names an id, a key, or both' });

/** What a profile leaves of its tools; absent parts limit nothing, an empty list of spaces leaves none. */
export const profileConstraints = z.strictObject({
  allowedSpaces: z.array(space).max(1_000).exactOptional(),
  deniedSpaces: z.array(space).max(1_000).exactOptional(),
  pageTrees: names.exactOptional(),
  labels: names.exactOptional(),
  readOnly: z.boolean().default(false),
  surface: z.enum(['flat', 'grouped']).exactOptional(),
  newMacros: names.exactOptional(),
  newLinkHosts: names.exactOptional(),
});

export const kindsOfAgents = ['personal', 'shared', 'service', 'ephemeral'] as const;

/** Whom a profile is for and what it gives; people, groups and toolsets are named by id, toolsets by slug. */
export const profileBody = z.strictObject({
  toolsets: names,
  /** Every member of the workspace, whoever joins later too. */
  everybody: z.boolean().default(false),
  people: names.default([]),
  groups: names.default([]),
  /** Service agents that hold it themselves, without a person. */
  agents: names.default([]),
  agentKinds: z.array(z.enum(kindsOfAgents)).default([...kindsOfAgents]),
  constraints: profileConstraints.default({ readOnly: false }),
  /** Absent: nobody can ask for it. */
  requests: z
    .strictObject({
      /** Whether an administrator answers, or it is given at once for a time. */
      mode: z.enum(['approval', 'just_in_time']),
      /** Ids of those who may ask; empty: every member. */
      groups: names.default([]),
      /** The longest time it is given for. */
      maxMinutes: z.int().min(1).max(525_600).exactOptional(),
    })
    .refine(({ mode, maxMinutes }) => mode === 'approval' || maxMinutes !== undefined, {
      error: 'what is given just in time takes maxMinutes',
    })
    .exactOptional(),
});
export type ProfileBody = z.output<typeof profileBody>;
export const profileColumn = jsonColumn('access_profiles.body_json', profileBody);

export interface StoredProfile {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in configuration; never changes. */
  readonly slug: string;
  readonly name: string;
  readonly body: ProfileBody;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the profile of this slug, or changes the one that is there. */
export async function putProfile(
  db: Executor,
  profile: Pick<StoredProfile, 'workspaceId' | 'slug' | 'name' | 'body'> & { readonly now: number },
  newId: NewId,
): Promise<StoredProfile> {
  const { workspaceId, slug, name, body, now } = profile;
  const changing = { name, body_json: profileColumn.write(body), updated_at: now };
  const row = await db
    .insertInto('access_profiles')
    .values({ workspace_id: workspaceId, id: newId('prf'), slug, created_at: now, ...changing })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return profileOf(row);
}

/** By slug. */
export async function listProfiles(db: Executor, workspaceId: string): Promise<StoredProfile[]> {
  const rows = await db
    .selectFrom('access_profiles')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(profileOf);
}

/** With everything that was given of it; in a transaction. */
export async function removeProfile(
  db: Executor,
  { workspaceId, id }: Pick<StoredProfile, 'workspaceId' | 'id'>,
): Promise<void> {
  await db
    .deleteFrom('profile_grants')
    .where('workspace_id', '=', workspaceId)
    .where('profile_id', '=', id)
    .execute();
  await db
    .deleteFrom('access_profiles')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

function profileOf(row: Selectable<Schema['access_profiles']>): StoredProfile {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    body: profileColumn.read(row.body_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
