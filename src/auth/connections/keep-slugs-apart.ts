import { AppError } from '../../kernel/app-error.ts';
import type { Executor } from '../../store/open-store.ts';

/**
 * Raises `conflict` where a workspace uses two connections of one slug, its own and others that are offered to it: agents
 * name connections by slug. After the change, inside its transaction.
 */
export async function keepingSlugsApart(tx: Executor, workspaceId: string): Promise<void> {
  const own = await tx
    .selectFrom('connections')
    .select('slug')
    .where('workspace_id', '=', workspaceId)
    .execute();
  const offered = await tx
    .selectFrom('connection_publications as offer')
    .innerJoin('connections as connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'offer.workspace_id')
        .onRef('connection.id', '=', 'offer.connection_id'),
    )
    .where('offer.to_workspace_id', '=', workspaceId)
    .where('offer.is_enabled', '=', 1)
    .select('connection.slug')
    .execute();
  const seen = new Set<string>();
  for (const { slug } of [...own, ...offered]) {
    if (seen.has(slug)) {
      throw new AppError('conflict', `The workspace has a connection "${slug}" already.`, {
        nextStep: 'Slugs never change: remove one of the two, or leave the offer unused.',
      });
    }
    seen.add(slug);
  }
}
