import type { Actor } from '../auth/administration/change.ts';
import { heldUntil, mayRequest, requestProfile } from '../governance/grants.ts';
import { listProfiles } from '../store/access-profiles.ts';
import { profileGrantsOf } from '../store/profile-grants.ts';
import { listOf } from './contract.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { found } from './find.ts';
import {
  myProfile,
  myProfileParams,
  myProfilesQuery,
  profileGrant,
  profileRequest,
} from './governance-contract.ts';
import { shownGrant } from './governance-grants.ts';
import { govern, governanceParts } from './governance-parts.ts';
import { memberIn } from './member-in.ts';
import type { AdminApiParts } from './parts.ts';

/** Access profiles of one's own: those that one holds, and those that one may ask for. */
export function meProfileEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store, directory } = parts;
  return [
    endpoint({
      method: 'get',
      path: '/me/access-profiles',
      summary: 'Access profiles that you hold or may ask for',
      need: 'anyone',
      query: myProfilesQuery,
      answer: listOf(myProfile),
      async handle({ visitor, query }) {
        const member = memberIn(directory, visitor, query.workspace);
        const { workspaceId, personId } = member;
        const grants = await profileGrantsOf(store.db, workspaceId, personId);
        const now = await store.now();
        const items = (await listProfiles(store.db, workspaceId)).flatMap((profile) => {
          const until = heldUntil(profile, member, grants, now);
          const { requests } = profile.body;
          const isOffered = mayRequest(profile, member);
          // Of others' profiles nobody learns.
          if (until === undefined && !isOffered) return [];
          return [
            {
              profile: profile.slug,
              name: profile.name,
              isHeld: until !== undefined,
              ...(until !== undefined && Number.isFinite(until) && { heldUntil: until }),
              ...(isOffered && requests && { requests: requests.mode }),
              ...(isOffered && requests?.maxMinutes !== undefined && { maxMinutes: requests.maxMinutes }),
              isWaiting: grants.some(
                ({ profileId, state }) => profileId === profile.id && state === 'requested',
              ),
            },
          ];
        });
        return { body: { items } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/me/access-profiles/{profile}/requests',
      summary: 'Ask for an access profile; one that is given just in time is yours at once',
      need: 'anyone',
      params: myProfileParams,
      query: myProfilesQuery,
      body: profileRequest,
      answer: profileGrant,
      status: 201,
      async handle({ visitor, params, query, body: { reason, minutes } }) {
        const member = memberIn(directory, visitor, query.workspace);
        const { workspaceId, personId: userId } = member;
        const { agentId } = visitor;
        const actor: Actor = { userId, ...(agentId !== undefined && { agentId }) };
        const asked = await govern(parts, actor, async (change) => {
          const profiles = await listProfiles(change.tx, workspaceId);
          const profile = found(
            profiles.find(({ slug }) => slug === params.profile),
            'access profile to ask for',
          );
          const request = { profile, reason, minutes };
          const grant = await requestProfile(governanceParts(parts), change, member, request);
          return shownGrant(grant, profiles);
        });
        return { body: asked, tagged: true };
      },
    }),
  ];
}
