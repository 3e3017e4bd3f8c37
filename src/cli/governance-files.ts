import type { Foundation } from '../app/foundation.ts';
import type { GovernanceParts } from '../governance/change-governance.ts';
import { AppError } from '../kernel/app-error.ts';
import { catalogue } from '../operations/catalogue.ts';
import { pageOfWorkspaces, type Workspace } from '../store/workspaces.ts';
import { installationArgs } from './installation-place.ts';
import { openInstallation } from './open-installation.ts';

/** Options of `weir export` and `weir apply`: which database, and which workspace of it. */
export const governanceArgs = {
  workspace: {
    type: 'string',
    description: 'Slug of the workspace; needed where there are several',
    valueHint: 'SLUG',
  },
  ...installationArgs,
} as const;

export interface OpenGovernance {
  readonly foundation: Foundation;
  readonly parts: GovernanceParts;
  readonly workspace: Workspace;
}

/** Opens the database of a running or stopped installation, works on one workspace of it, and closes it. */
export async function withGovernance<T>(
  args: {
    readonly workspace?: string | undefined;
    readonly config?: string | undefined;
    readonly data?: string | undefined;
  },
  work: (open: OpenGovernance) => Promise<T>,
): Promise<T> {
  const { foundation } = await openInstallation(args);
  try {
    // Processes that serve see the change by its revision.
    const parts = { ...foundation, catalogue, snapshot: { refresh: async () => undefined } };
    return await work({ foundation, parts, workspace: await workspaceNamed(foundation, args.workspace) });
  } finally {
    await foundation.close();
  }
}

async function workspaceNamed({ store }: Foundation, name: string | undefined): Promise<Workspace> {
  const { items } = await pageOfWorkspaces(store.db, { limit: 1_000 });
  const [only, ...others] = name === undefined ? items : items.filter(({ slug }) => slug === name);
  if (only && others.length === 0) return only;
  const message = only ? 'There are several workspaces.' : `There is no workspace ${name ?? ''}`.trimEnd();
  throw new AppError('invalid_input', message.endsWith('.') ? message : `${message}.`, {
    nextStep: `Name one with --workspace: ${items.map(({ slug }) => slug).join(', ')}.`,
  });
}
