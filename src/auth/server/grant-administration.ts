import { z } from 'zod';
import {
  deleteOfGrant,
  deleteRecord,
  findRecord,
  lastIssued,
  listRecords,
  type OAuthRecord,
  type RecordFilter,
} from '../../store/oauth-records.ts';
import type { Store } from '../../store/open-store.ts';
import { clientOf } from './client-record.ts';
import type { RecordEvent } from './events.ts';
import { forgetConsent } from './remembered-consents.ts';
import { subjectOf, subjectText, type Subject } from './subject.ts';

/** Who administers: for the record. */
export interface Actor {
  readonly userId: string;
}

/** What a person let a client do: one authorization, with the tokens that came of it. */
export interface OAuthGrant {
  /** Names the grant; opens nothing. */
  readonly id: string;
  readonly workspaceId: string;
  readonly personId: string;
  readonly clientId: string;
  readonly clientName?: string;
  /** MCP address. */
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  /** When a token was last issued under it. */
  readonly usedAt: number;
}

/** Whose grants: of a workspace, of one of its people, of one client, or of both. */
export interface GrantFilter {
  readonly workspaceId: string;
  readonly personId?: string;
  readonly clientId?: string;
}

/** What administrators do with what people let clients do. Everything is on record. */
export interface GrantAdministration {
  /** Newest first. */
  grants(of: GrantFilter): Promise<readonly OAuthGrant[]>;
  /** Ends one grant and forgets the consent; holds within a second. False where the workspace has none of this id. */
  revokeGrant(workspaceId: string, grantId: string, by: Actor): Promise<boolean>;
  /** Ends all grants of a person, of a client, or of both; answers how many. */
  revokeGrants(of: GrantFilter, by: Actor): Promise<number>;
  /** The same by the person themself; false for a grant that is not theirs. */
  revokeOwnGrant(person: Subject, grantId: string): Promise<boolean>;
}

const grantPayload = z.looseObject({ resources: z.record(z.string(), z.string()).optional() });

/** Living grants, oldest first. */
export async function findGrants(
  store: Store,
  { workspaceId, personId, clientId }: GrantFilter,
): Promise<OAuthRecord[]> {
  const filter: RecordFilter = {
    ...(clientId !== undefined && { clientId }),
    ...(personId === undefined
      ? { accountPrefix: `${workspaceId}/` }
      : { accountId: subjectText({ workspaceId, personId }) }),
  };
  const now = await store.now();
  return (await listRecords(store.db, 'Grant', filter)).filter(({ expiresAt = 0 }) => expiresAt > now);
}

/** Ends a grant, with what was issued under it and the consent that it came of. */
export async function endGrant(
  { store, record }: { readonly store: Store; readonly record: RecordEvent },
  grant: OAuthRecord,
  by: Actor,
  rule: string,
): Promise<void> {
  const subject = subjectOf(grant.accountId ?? '');
  await store.db.transaction().execute(async (tx) => {
    await deleteRecord(tx, 'Grant', grant.idHash);
    await deleteOfGrant(tx, grant.idHash);
    if (subject && grant.clientId !== undefined) await forgetConsent(tx, subject, grant.clientId);
  });
  await record({
    name: 'oauth_grant.revoked',
    userId: by.userId,
    ...(subject && {
      workspaceId: subject.workspaceId,
      targets: [`person:${subject.personId}`],
    }),
    ...(grant.clientId !== undefined && { agentId: grant.clientId }),
    rule,
  });
}

export function createGrantAdministration(parts: {
  readonly store: Store;
  readonly record: RecordEvent;
}): GrantAdministration {
  const { store } = parts;
  return {
    async grants(of) {
      const found = await findGrants(store, of);
      const used = await lastIssued(
        store.db,
        found.map(({ idHash }) => idHash),
      );
      const names = new Map(
        (await listRecords(store.db, 'Client')).map((client) => [
          client.clientId,
          clientOf(client).metadata.client_name,
        ]),
      );
      return found.toReversed().flatMap((grant): OAuthGrant[] => {
        const subject = subjectOf(grant.accountId ?? '');
        const { resources = {} } = grantPayload.parse(grant.payload);
        const [[resource, scopes] = ['', '']] = Object.entries(resources);
        if (!subject || grant.clientId === undefined) return [];
        const clientName = names.get(grant.clientId);
        return [
          {
            id: grant.idHash,
            ...subject,
            clientId: grant.clientId,
            ...(clientName !== undefined && { clientName }),
            resource,
            scopes: scopes.split(' '),
            createdAt: grant.createdAt,
            usedAt: used.get(grant.idHash) ?? grant.createdAt,
          },
        ];
      });
    },

    async revokeGrant(workspaceId, grantId, by) {
      const grant = await findRecord(store.db, 'Grant', grantId);
      if (!grant || subjectOf(grant.accountId ?? '')?.workspaceId !== workspaceId) return false;
      await endGrant(parts, grant, by, 'by an administrator');
      return true;
    },

    async revokeGrants(of, by) {
      const found = await findGrants(store, of);
      for (const grant of found) await endGrant(parts, grant, by, 'by an administrator');
      return found.length;
    },

    async revokeOwnGrant(person, grantId) {
      const grant = await findRecord(store.db, 'Grant', grantId);
      if (grant?.accountId !== subjectText(person)) return false;
      await endGrant(parts, grant, { userId: person.personId }, 'by the person');
      return true;
    },
  };
}
