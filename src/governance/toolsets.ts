import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { listProfiles } from '../store/access-profiles.ts';
import { listToolsets, putToolset, removeToolset, type StoredToolset } from '../store/toolsets.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames } from './names.ts';
import { maintainedToolsets } from './view-of.ts';

/** Makes or changes a toolset. Raises `invalid_input` for tools that do not exist and for the names of maintained ones. */
export async function saveToolset(
  { ids, catalogue }: GovernanceParts,
  { tx, now, note }: Change,
  workspaceId: string,
  toolset: Pick<StoredToolset, 'slug' | 'name' | 'tools'>,
): Promise<StoredToolset> {
  const { slug, tools } = toolset;
  if (slug in maintainedToolsets) {
    throw new AppError('invalid_input', `The toolset ${slug} follows approvals and cannot be changed.`, {
      nextStep: 'Choose another name.',
    });
  }
  const names = await loadNames(tx, workspaceId, catalogue);
  const who = `The toolset ${slug}`;
  checkKnown(
    who,
    'connection',
    tools.map(({ connectionId }) => connectionId),
    names.connections,
  );
  checkKnown(
    who,
    'tool',
    tools.map(({ operationId }) => operationId),
    names.operations,
  );
  const isNew = !(await listToolsets(tx, workspaceId)).some((known) => known.slug === slug);
  const saved = await putToolset(tx, { workspaceId, ...toolset, now }, ids);
  note({
    workspaceId,
    operation: isNew ? 'toolset.created' : 'toolset.changed',
    targets: [`toolset:${slug}`],
    details: tools.map(({ connectionId, operationId }) => `${connectionId}/${operationId}`),
  });
  return saved;
}

/** Raises `conflict` while a profile holds it. */
export async function dropToolset({ tx, note }: Change, workspaceId: string, slug: string): Promise<void> {
  const holder = (await listProfiles(tx, workspaceId)).find(({ body }) => body.toolsets.includes(slug));
  if (holder) {
    throw new AppError('conflict', `The access profile ${holder.slug} holds the toolset ${slug}.`, {
      nextStep: 'Take it out of the profile first.',
    });
  }
  await removeToolset(tx, workspaceId, slug);
  note({ workspaceId, operation: 'toolset.removed', targets: [`toolset:${slug}`] });
}
