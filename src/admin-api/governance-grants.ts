import { decideGrant, giveProfile } from '../governance/grants.ts';
import { listProfiles, type StoredProfile } from '../store/access-profiles.ts';
import type { Executor } from '../store/open-store.ts';
import { findPerson } from '../store/people.ts';
import { findProfileGrant, pageOfProfileGrants, type StoredProfileGrant } from '../store/profile-grants.ts';
import { listOf, workspaceParams } from './contract.ts';
import { workspaceEndpoint, type Endpoint } from './endpoint.ts';
import { checkMatch } from './etag.ts';
import { found } from './find.ts';
import { grantChange, grantParams, grantsQuery, newGrant, profileGrant } from './governance-contract.ts';
import { govern, governanceParts } from './governance-parts.ts';
import type { AdminApiParts } from './parts.ts';

/** Profiles that people asked for, or were given. */
export function grantEndpoints(parts: AdminApiParts): readonly Endpoint[] {
  const { store } = parts;
  const one = async (db: Executor, workspaceId: string, id: string) => {
    const grant = found(await findProfileGrant(db, { workspaceId, id }), 'grant');
    return { grant, shown: shownGrant(grant, await listProfiles(db, workspaceId)) };
  };
  return [
    workspaceEndpoint({
      method: 'get',
      path: '/profile-grants',
      summary: 'Access profiles that people asked for or were given, the oldest first',
      need: 'read',
      params: workspaceParams,
      query: grantsQuery,
      answer: listOf(profileGrant),
      async handle({ workspace: { id: workspaceId }, query: { state, ...page } }) {
        const { items, ...rest } = await pageOfProfileGrants(store.db, { workspaceId, state }, page);
        const profiles = await listProfiles(store.db, workspaceId);
        return { body: { items: items.map((grant) => shownGrant(grant, profiles)), ...rest } };
      },
    }),
    workspaceEndpoint({
      method: 'post',
      path: '/profile-grants',
      summary: 'Give an access profile to a person, for a time or until it is revoked',
      need: 'governance',
      params: workspaceParams,
      body: newGrant,
      answer: profileGrant,
      status: 201,
      async handle({ actor, workspace: { id: workspaceId }, body }) {
        const given = await govern(parts, actor, async (change) => {
          const { tx } = change;
          const { personId, reason, minutes } = body;
          const profiles = await listProfiles(tx, workspaceId);
          const profile = found(
            profiles.find(({ slug }) => slug === body.profile),
            'access profile',
          );
          found(await findPerson(tx, { workspaceId, personId }), 'person');
          const request = { profile, reason, minutes };
          const grant = await giveProfile(governanceParts(parts), change, actor, personId, request);
          return shownGrant(grant, profiles);
        });
        return { body: given, tagged: true };
      },
    }),
    workspaceEndpoint({
      method: 'get',
      path: '/profile-grants/{grant}',
      summary: 'A request for an access profile, or what was given',
      need: 'read',
      params: grantParams,
      answer: profileGrant,
      handle: async ({ workspace, params }) => ({
        body: (await one(store.db, workspace.id, params.grant)).shown,
        tagged: true,
      }),
    }),
    workspaceEndpoint({
      method: 'patch',
      path: '/profile-grants/{grant}',
      summary: 'Approve or deny a request, or revoke what was given',
      need: 'governance',
      params: grantParams,
      body: grantChange,
      answer: profileGrant,
      conditional: true,
      async handle({ actor, workspace: { id: workspaceId }, params, body, ifMatch }) {
        const decided = await govern(parts, actor, async (change) => {
          const { grant, shown } = await one(change.tx, workspaceId, params.grant);
          checkMatch(ifMatch, shown);
          await decideGrant(change, actor, grant, body);
          return (await one(change.tx, workspaceId, params.grant)).shown;
        });
        return { body: decided, tagged: true };
      },
    }),
  ];
}

export function shownGrant(
  { workspaceId: _workspaceId, profileId, ...grant }: StoredProfileGrant,
  profiles: readonly StoredProfile[],
) {
  return { ...grant, profile: profiles.find(({ id }) => id === profileId)?.slug ?? profileId };
}
