import type { ExpressionBuilder, Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { authModes, type AuthMode } from './auth-modes.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';

export const scopesColumn = jsonColumn('upstream_grants.scopes_json', z.array(z.string()));
const sitesColumn = jsonColumn(
  'upstream_grants.sites_json',
  z.array(z.strictObject({ cloudId: z.string(), url: z.string(), name: z.string() })),
);
const kinds = z.enum(authModes);
const states = z.enum(['connected', 'reconnect_required']);
const reasons = z.enum(['new', 'revoked', 'lost_answer', 'refused', 'expired']);

/** Why a grant has no tokens. `new`: it is being made. */
export type EndReason = z.output<typeof reasons>;
export type GrantedSite = z.output<typeof sitesColumn.schema>[number];

/** What may be done in Confluence as one account. Sealed columns are opened elsewhere. */
export interface UpstreamGrant {
  readonly id: string;
  /** `central:<client id>`, a connection's id, or for what a person typed the connection's and the person's. */
  readonly appKey: string;
  readonly account: { readonly id: string; readonly name: string; readonly email?: string };
  /** The auth mode it was made in. */
  readonly kind: AuthMode;
  readonly state: z.output<typeof states>;
  readonly reason?: EndReason;
  readonly scopes: readonly string[];
  readonly sites: readonly GrantedSite[];
  /** Grows with every new token. */
  readonly generation: number;
  readonly accessSealed?: Uint8Array;
  readonly accessExpiresAt?: number;
  readonly refreshSealed?: Uint8Array;
  /** Known or supposed end of the whole grant. */
  readonly expiresAt?: number;
  /** Who is refreshing until when; `lost` for an answer that did not arrive, no holder for a pause that was asked for. */
  readonly lease?: { readonly holder?: string; readonly expiresAt: number };
  readonly updatedAt: number;
}

export type NewGrant = Pick<UpstreamGrant, 'appKey' | 'kind'> & {
  readonly accountId: string;
  readonly now: number;
};

/** The id of the grant of an app and account; an empty one is made where there is none. */
export async function ensureGrant(db: Executor, grant: NewGrant, newId: NewId): Promise<string> {
  await db
    .insertInto('upstream_grants')
    .values({
      id: newId('gra'),
      app_key: grant.appKey,
      account_id: grant.accountId,
      account_name: grant.accountId,
      kind: grant.kind,
      state: 'reconnect_required',
      reason: 'new',
      scopes_json: scopesColumn.write([]),
      sites_json: sitesColumn.write([]),
      generation: 0,
      created_at: grant.now,
      updated_at: grant.now,
    })
    .onConflict((conflict) => conflict.columns(['app_key', 'account_id']).doNothing())
    .execute();
  const { id } = await db
    .selectFrom('upstream_grants')
    .select('id')
    .where('app_key', '=', grant.appKey)
    .where('account_id', '=', grant.accountId)
    .executeTakeFirstOrThrow();
  return id;
}

export type GrantContent = Pick<
  UpstreamGrant,
  'account' | 'kind' | 'scopes' | 'sites' | 'accessExpiresAt' | 'refreshSealed' | 'expiresAt'
> & { readonly accessSealed: Uint8Array; readonly now: number };

/** What a new sign-in gave takes the place of all that was there; whoever is refreshing is too late. False where it is gone. */
export async function fillGrant(db: Executor, id: string, content: GrantContent): Promise<boolean> {
  const row = await db
    .updateTable('upstream_grants')
    .set((row) => ({
      account_name: content.account.name,
      account_email: content.account.email ?? null,
      kind: content.kind,
      scopes_json: scopesColumn.write([...content.scopes]),
      sites_json: sitesColumn.write([...content.sites]),
      generation: row('generation', '+', 1),
      access_sealed: content.accessSealed,
      access_expires_at: content.accessExpiresAt ?? null,
      refresh_sealed: content.refreshSealed ?? null,
      expires_at: content.expiresAt ?? null,
      ...living,
      updated_at: content.now,
    }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findGrant(db: Executor, id: string): Promise<UpstreamGrant | undefined> {
  const row = await db.selectFrom('upstream_grants').selectAll().where('id', '=', id).executeTakeFirst();
  return row && grantOf(row);
}

/** Deletes a grant that no person uses. In a transaction, which keeps others from beginning to use it meanwhile. */
export async function removeGrantIfUnused(db: Executor, id: string): Promise<void> {
  // Holds the row, so that the statement after it sees whoever linked to it before.
  await db
    .updateTable('upstream_grants')
    .set((row) => ({ updated_at: row.ref('updated_at') }))
    .where('id', '=', id)
    .execute();
  await db.deleteFrom('upstream_grants').where('id', '=', id).where(usedByNobody).execute();
}

/** Ids of grants that nobody uses and nobody touched since. */
export async function listUnusedGrants(db: Executor, untouchedSince: number): Promise<string[]> {
  const rows = await db
    .selectFrom('upstream_grants')
    .select('id')
    .where('updated_at', '<', untouchedSince)
    .where(usedByNobody)
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

function usedByNobody(row: ExpressionBuilder<Schema, 'upstream_grants'>) {
  const users = row
    .selectFrom('person_connections')
    .select('grant_id')
    .whereRef('person_connections.grant_id', '=', 'upstream_grants.id');
  return row.not(row.exists(users));
}

/** What a grant looks like that nobody is refreshing and that works. */
export const living = {
  state: 'connected',
  reason: null,
  lease_holder: null,
  lease_expires_at: null,
} as const;

export function grantOf(row: Selectable<Schema['upstream_grants']>): UpstreamGrant {
  return {
    id: row.id,
    appKey: row.app_key,
    account: {
      id: row.account_id,
      name: row.account_name,
      ...(row.account_email !== null && { email: row.account_email }),
    },
    kind: kinds.parse(row.kind),
    state: states.parse(row.state),
    ...(row.reason !== null && { reason: reasons.parse(row.reason) }),
    scopes: scopesColumn.read(row.scopes_json),
    sites: sitesColumn.read(row.sites_json),
    generation: row.generation,
    ...(row.access_sealed && { accessSealed: row.access_sealed }),
    ...(row.access_expires_at !== null && { accessExpiresAt: row.access_expires_at }),
    ...(row.refresh_sealed && { refreshSealed: row.refresh_sealed }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.lease_expires_at !== null && {
      lease: {
        expiresAt: row.lease_expires_at,
        ...(row.lease_holder !== null && { holder: row.lease_holder }),
      },
    }),
    updatedAt: row.updated_at,
  };
}
