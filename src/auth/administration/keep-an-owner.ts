import { AppError } from '../../kernel/app-error.ts';
import type { Executor } from '../../store/open-store.ts';
import { countOwners } from '../../store/roles.ts';

/**
 * Does what may take an owner away from a workspace. Raises `conflict` where it took the last one who can act; inside
 * `change`, so that nothing of it stays.
 */
export async function keepingAnOwner<T>(
  tx: Executor,
  workspaceId: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = await countOwners(tx, workspaceId);
  const done = await work();
  if (before === 0 || (await countOwners(tx, workspaceId)) > 0) return done;
  throw new AppError('conflict', 'This is the last owner of the workspace.', {
    nextStep: 'Make somebody else an owner first.',
  });
}
