import type { Change } from '../auth/administration/change.ts';
import { listProfiles, putProfile, removeProfile, type StoredProfile } from '../store/access-profiles.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames } from './names.ts';

/** Makes or changes an access profile. Raises `invalid_input` where it names what does not exist. */
export async function saveProfile(
  { ids, catalogue }: GovernanceParts,
  { tx, now, note }: Change,
  workspaceId: string,
  profile: Pick<StoredProfile, 'slug' | 'name' | 'body'>,
): Promise<StoredProfile> {
  const { slug, body } = profile;
  const names = await loadNames(tx, workspaceId, catalogue);
  const who = `The access profile ${slug}`;
  checkKnown(who, 'toolset', body.toolsets, names.toolsets);
  checkKnown(who, 'person', body.people, names.people);
  checkKnown(who, 'group', [...body.groups, ...(body.requests?.groups ?? [])], names.groups);
  checkKnown(who, 'agent', body.agents, names.agents);
  const isNew = !(await listProfiles(tx, workspaceId)).some((known) => known.slug === slug);
  const saved = await putProfile(tx, { workspaceId, ...profile, now }, ids);
  note({
    workspaceId,
    operation: isNew ? 'profile.created' : 'profile.changed',
    targets: [`profile:${saved.id}`],
    details: [
      `slug ${slug}`,
      ...body.toolsets.map((toolset) => `toolset ${toolset}`),
      ...(body.everybody ? ['everybody'] : []),
      ...body.groups.map((group) => `group ${group}`),
      ...body.people.map((person) => `person ${person}`),
      ...body.agents.map((agent) => `agent ${agent}`),
      ...Object.entries(body.constraints)
        .filter(([, value]) => value !== false)
        .map(([constraint]) => `constraint ${constraint}`),
    ],
  });
  return saved;
}

export async function dropProfile(
  { tx, note }: Change,
  workspaceId: string,
  { id, slug }: Pick<StoredProfile, 'id' | 'slug'>,
): Promise<void> {
  await removeProfile(tx, { workspaceId, id });
  note({
    workspaceId,
    operation: 'profile.removed',
    targets: [`profile:${id}`],
    details: [`slug ${slug}`],
  });
}
