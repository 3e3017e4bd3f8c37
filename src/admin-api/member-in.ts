import type { Directory, Member } from '../auth/directory.ts';
import { AppError } from '../kernel/app-error.ts';
import { found } from './find.ts';
import type { Visitor } from './visitor.ts';

/** Who the visitor is in a workspace, by slug or id; it need not be named by whoever is a member of one alone. */
export function memberIn(
  directory: Pick<Directory, 'workspaces'>,
  { memberships }: Visitor,
  workspace: string | undefined,
): Member {
  const slugOf = (workspaceId: string): string | undefined =>
    directory.workspaces().find(({ id }) => id === workspaceId)?.slug;
  const [only, ...others] = memberships.filter(
    ({ workspaceId }) =>
      workspace === undefined || workspaceId === workspace || slugOf(workspaceId) === workspace,
  );
  if (only && others.length === 0) return only;
  if (workspace !== undefined || !only) return found<Member>(undefined, 'workspace');
  throw new AppError('invalid_input', 'You are a member of several workspaces.', {
    nextStep: 'Name one: ?workspace=slug.',
  });
}
