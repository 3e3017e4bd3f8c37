import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export const killSwitchKinds = ['workspace', 'connection', 'tool', 'agent', 'person'] as const;

/** Something that is stopped until somebody lifts it. */
export interface StoredKillSwitch {
  readonly workspaceId: string;
  readonly id: string;
  readonly kind: (typeof killSwitchKinds)[number];
  /** Its id; of a tool `operation`, or `operation@connection`; empty for the workspace. */
  readonly subject: string;
  readonly reason?: string;
  readonly setBy?: string;
  readonly setAt: number;
}

/** Sets it; one that is set already takes the new reason. */
export async function setKillSwitch(
  db: Executor,
  killSwitch: Omit<StoredKillSwitch, 'id'>,
  newId: NewId,
): Promise<StoredKillSwitch> {
  const changing = {
    reason: killSwitch.reason ?? null,
    set_by: killSwitch.setBy ?? null,
    set_at: killSwitch.setAt,
  };
  const row = await db
    .insertInto('kill_switches')
    .values({
      workspace_id: killSwitch.workspaceId,
      id: newId('kil'),
      kind: killSwitch.kind,
      subject: killSwitch.subject,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'kind', 'subject']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return killSwitchOf(row);
}

/** By kind and subject. */
export async function listKillSwitches(db: Executor, workspaceId: string): Promise<StoredKillSwitch[]> {
  const rows = await db
    .selectFrom('kill_switches')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('kind')
    .orderBy('subject')
    .execute();
  return rows.map(killSwitchOf);
}

/** Answers what was lifted; undefined where there is none of this id. */
export async function liftKillSwitch(
  db: Executor,
  workspaceId: string,
  id: string,
): Promise<StoredKillSwitch | undefined> {
  const row = await db
    .deleteFrom('kill_switches')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && killSwitchOf(row);
}

function killSwitchOf(row: Selectable<Schema['kill_switches']>): StoredKillSwitch {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    kind: z.enum(killSwitchKinds).parse(row.kind),
    subject: row.subject,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.set_by !== null && { setBy: row.set_by }),
    setAt: row.set_at,
  };
}
