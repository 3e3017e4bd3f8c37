import type { Retirement } from '../audit/retirement.ts';
import type { ChainKey } from './audit-chains.ts';
import type { Executor } from './open-store.ts';

export interface StoredRetirement extends Retirement {
  readonly mac: string;
}

export async function retirementOf(
  db: Executor,
  { workspaceId, writer }: ChainKey,
): Promise<StoredRetirement | undefined> {
  const row = await db
    .selectFrom('audit_retirements')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('writer', '=', writer)
    .executeTakeFirst();
  if (!row) return undefined;
  const { seq, head, at, mac } = row;
  return { workspaceId, writer, seq, head, at, mac };
}

/** In the transaction that deletes what it retires. */
export async function putRetirement(
  tx: Executor,
  { workspaceId, writer, ...retirement }: StoredRetirement,
): Promise<void> {
  await tx
    .insertInto('audit_retirements')
    .values({ workspace_id: workspaceId, writer, ...retirement })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'writer']).doUpdateSet(retirement))
    .execute();
}
