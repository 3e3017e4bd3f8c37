import type { Actor, Change } from '../auth/administration/change.ts';
import type { Member } from '../auth/directory.ts';
import { AppError } from '../kernel/app-error.ts';
import type { StoredProfile } from '../store/access-profiles.ts';
import {
  addProfileGrant,
  decideProfileGrant,
  profileGrantsOf,
  type StoredProfileGrant,
} from '../store/profile-grants.ts';
import type { GovernanceParts } from './change-governance.ts';

const minuteMs = 60_000;

/** A profile as somebody may ask for it. */
export interface Request {
  readonly profile: StoredProfile;
  readonly reason?: string | undefined;
  /** How long it is wanted; as long as the profile allows when absent. */
  readonly minutes?: number | undefined;
}

/** Whether a member may ask for a profile. */
export function mayRequest({ body: { requests } }: StoredProfile, member: Pick<Member, 'groups'>): boolean {
  if (!requests) return false;
  return requests.groups.length === 0 || requests.groups.some((group) => member.groups.includes(group));
}

/** Until when a member holds a profile: `Infinity` where it stays, undefined where they do not hold it. */
export function heldUntil(
  { id, body }: Pick<StoredProfile, 'id' | 'body'>,
  { personId, groups }: Pick<Member, 'personId' | 'groups'>,
  grants: readonly StoredProfileGrant[],
  now: number,
): number | undefined {
  if (body.everybody || body.people.includes(personId) || body.groups.some((group) => groups.includes(group)))
    return Number.POSITIVE_INFINITY;
  const ends = grants
    .filter(({ profileId, state }) => profileId === id && state === 'approved')
    .map(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt)
    .filter((end) => end > now);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/**
 * A member asks for a profile: given at once where it is just in time, else an administrator answers. Raises `denied` where
 * they may not ask for it, `invalid_input` for a time that is too long, `conflict` while an earlier request waits.
 */
export async function requestProfile(
  { ids }: GovernanceParts,
  { tx, now, note }: Change,
  member: Member,
  { profile, reason, minutes }: Request,
): Promise<StoredProfileGrant> {
  const { workspaceId, personId } = member;
  const { requests } = profile.body;
  if (!requests || !mayRequest(profile, member)) {
    throw new AppError('not_found', 'There is no such access profile to ask for.', {
      nextStep: 'List the profiles that you may ask for.',
    });
  }
  const wanted = minutes ?? requests.maxMinutes;
  if (wanted !== undefined && wanted > (requests.maxMinutes ?? wanted)) {
    throw new AppError('invalid_input', `This profile is given for at most ${requests.maxMinutes} minutes.`, {
      nextStep: 'Ask for a shorter time.',
    });
  }
  const earlier = await profileGrantsOf(tx, workspaceId, personId);
  if (earlier.some(({ profileId, state }) => profileId === profile.id && state === 'requested')) {
    throw new AppError('conflict', 'You have asked for this profile already.', {
      nextStep: 'Wait for the answer.',
    });
  }
  const isAtOnce = requests.mode === 'just_in_time';
  const grant = await addProfileGrant(
    tx,
    {
      workspaceId,
      profileId: profile.id,
      personId,
      state: isAtOnce ? 'approved' : 'requested',
      ...(reason !== undefined && { reason }),
      requestedAt: now,
      ...(isAtOnce && { decidedBy: personId, decidedAt: now }),
      ...(wanted !== undefined && { expiresAt: now + wanted * minuteMs }),
    },
    ids,
  );
  note({
    workspaceId,
    operation: isAtOnce ? 'profile_grant.given' : 'profile_grant.requested',
    targets: targetsOf(grant),
    details: [
      `profile ${profile.slug}`,
      ...(isAtOnce ? ['just in time'] : []),
      ...(wanted === undefined ? [] : [`minutes ${wanted}`]),
    ],
  });
  return grant;
}

/** An administrator gives a profile to a person who need not have asked. */
export async function giveProfile(
  { ids }: GovernanceParts,
  { tx, now, note }: Change,
  actor: Actor,
  personId: string,
  { profile, reason, minutes }: Request,
): Promise<StoredProfileGrant> {
  const { workspaceId } = profile;
  const grant = await addProfileGrant(
    tx,
    {
      workspaceId,
      profileId: profile.id,
      personId,
      state: 'approved',
      ...(reason !== undefined && { reason }),
      requestedAt: now,
      decidedBy: actor.userId,
      decidedAt: now,
      ...(minutes !== undefined && { expiresAt: now + minutes * minuteMs }),
    },
    ids,
  );
  note({
    workspaceId,
    operation: 'profile_grant.given',
    targets: targetsOf(grant),
    details: [`profile ${profile.slug}`, ...(minutes === undefined ? [] : [`minutes ${minutes}`])],
  });
  return grant;
}

export interface GrantDecision {
  readonly state: 'approved' | 'denied' | 'revoked';
  /** Of an approval: as long as was asked for when absent. */
  readonly minutes?: number | undefined;
}

/** Answers a request, or takes back what was given. The time of an approval begins with it. Raises `conflict` for what was answered. */
export async function decideGrant(
  { tx, now, note }: Change,
  actor: Actor,
  grant: StoredProfileGrant,
  { state, minutes }: GrantDecision,
): Promise<StoredProfileGrant> {
  const from = state === 'revoked' ? 'approved' : 'requested';
  if (grant.state !== from) {
    throw new AppError('conflict', `This is ${grant.state} already.`, {
      nextStep: 'Read it again; what was given is revoked, what was asked for is approved or denied.',
    });
  }
  const asked = grant.expiresAt === undefined ? undefined : grant.expiresAt - grant.requestedAt;
  const lasts = minutes === undefined ? asked : minutes * minuteMs;
  const decided = await decideProfileGrant(tx, grant, {
    state,
    decidedBy: actor.userId,
    decidedAt: now,
    ...(state === 'approved' && lasts !== undefined && { expiresAt: now + lasts }),
    ...(state === 'revoked' && { expiresAt: now }),
  });
  if (!decided) throw new AppError('not_found', 'There is no such grant.');
  note({
    workspaceId: grant.workspaceId,
    operation: `profile_grant.${state}`,
    targets: targetsOf(grant),
    ...(decided.expiresAt !== undefined && { details: [`until ${decided.expiresAt}`] }),
  });
  return decided;
}

function targetsOf({ id, profileId, personId }: StoredProfileGrant): readonly string[] {
  return [`grant:${id}`, `profile:${profileId}`, `person:${personId}`];
}
