import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { endGrant } from '../../store/grant-refreshes.ts';
import type { Store } from '../../store/open-store.ts';
import type { PersonConnectionKey } from '../../store/person-connections.ts';
import type { EndReason, UpstreamGrant } from '../../store/upstream-grants.ts';
import type { DirectoryConnection } from '../directory.ts';
import { siteUrlOf } from './addresses.ts';
import type { ApiBases } from './api-bases.ts';
import type { ClientApps } from './client-apps.ts';
import { askAccount, type AccountQuestion } from './find-account.ts';
import { notConnected, reconnectRequired } from './grant-errors.ts';
import { fitsConnection } from './grant-fits.ts';
import { isPast } from './grant-status.ts';
import type { GrantTokens } from './grant-tokens.ts';
import type { PersonGrant, PersonGrants } from './person-grants.ts';
import type { RefreshOnce } from './refresh-once.ts';
import type { UpstreamAccess } from './upstream.ts';
import { wayOf } from './way.ts';

export interface PersonalAccessParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly grants: PersonGrants;
  readonly tokens: GrantTokens;
  readonly apps: ClientApps;
  readonly bases: ApiBases;
  readonly refresh: RefreshOnce;
  readonly onEnd: (grant: UpstreamGrant, reason: EndReason) => Promise<void>;
}

/** Milliseconds before its end from which a token is renewed: clocks differ, and a request takes its time. */
const earlyMs = 120_000;
/** Milliseconds in which a token that was renewed because Confluence refused the one before is not renewed again. */
const renewedForMs = 60_000;
const maxRemembered = 10_000;

/** Opens the account that a person connected, by consent or by typing. Raises `upstream_auth` where there is none that works. */
export function createPersonalAccess(
  parts: PersonalAccessParts,
): (key: PersonConnectionKey, connection: DirectoryConnection) => Promise<UpstreamAccess> {
  const { store, clock, grants, tokens, apps, refresh } = parts;
  /** Grants by the generation that a refusal led to, and when. */
  const renewed = new Map<string, { readonly generation: number; readonly at: number }>();

  /** Raises where the grant was not made for the connection as it is now, or does not work. */
  function checked(found: PersonGrant | undefined, connection: DirectoryConnection): UpstreamGrant {
    // Where no app is set up, connecting would be no help.
    if (wayOf(connection) === 'consent') apps.clientIdOf(connection);
    if (!found || !fitsConnection(found, connection, apps)) throw notConnected();
    const { grant } = found;
    if (grant.state === 'reconnect_required') throw reconnectRequired(grant.reason ?? 'revoked');
    if (isPast(grant, clock.now())) throw reconnectRequired('expired');
    return grant;
  }

  function isDue({ accessExpiresAt, refreshSealed }: UpstreamGrant): boolean {
    if (accessExpiresAt === undefined) return false;
    return clock.now() >= accessExpiresAt - (refreshSealed ? earlyMs : 0);
  }

  function hasEnded({ accessExpiresAt = Infinity }: UpstreamGrant): boolean {
    return clock.now() >= accessExpiresAt;
  }

  function renewedLately({ id, generation }: UpstreamGrant): boolean {
    const last = renewed.get(id);
    return last?.generation === generation && clock.now() - last.at < renewedForMs;
  }

  /** Typed credentials have nothing to renew: they are asked once more for whose they are, and taken away if for nobody's. */
  async function endIfRefused(
    grant: UpstreamGrant,
    where: Omit<AccountQuestion, 'authorization'>,
  ): Promise<void> {
    try {
      await askAccount(parts.transport, { ...where, authorization: await tokens.authorization(grant) });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.fields.credentials !== 'dead') throw thrown;
      tokens.forget(grant.id);
      if (await endGrant(store.db, grant, { reason: 'refused', now: await store.now() }))
        await parts.onEnd(grant, 'refused');
    }
  }

  return async (key, connection) => {
    const found = await grants.lately(key);
    const first = checked(found, connection);
    const siteUrl = siteUrlOf(connection);
    const base = await parts.bases.of(connection, found?.link.cloudId);
    let used: string | undefined;

    async function header(grant: UpstreamGrant): Promise<string> {
      used = await tokens.authorization(grant);
      return used;
    }
    async function newer(seen: number): Promise<UpstreamGrant> {
      grants.forget(key);
      try {
        return await refresh.newerThan(first, seen);
      } finally {
        grants.forget(key);
      }
    }

    return {
      siteUrl,
      apiBase: base.apiBase,
      accountKey: first.id,
      ...(first.scopes.length > 0 && { scopes: first.scopes }),

      async authorization() {
        const grant = checked(await grants.lately(key), connection);
        if (!isDue(grant)) return header(grant);
        try {
          return await header(await newer(grant.generation));
        } catch (thrown) {
          // It was early: what works for another minute is used for that minute.
          if (isPassing(thrown) && !hasEnded(grant)) return header(grant);
          throw thrown;
        }
      },

      async renew(refused = used) {
        const grant = await lookAgain();
        if (!grant) return undefined;
        // Somebody else was quicker.
        if ((await tokens.authorization(grant)) !== refused) return header(grant);
        if (!grant.refreshSealed) {
          await endIfRefused(grant, { platform: connection.platform, siteUrl, ...base });
          grants.forget(key);
          return undefined;
        }
        if (renewedLately(grant)) return undefined;
        try {
          const fresh = await newer(grant.generation);
          if (renewed.size >= maxRemembered) renewed.clear();
          renewed.set(fresh.id, { generation: fresh.generation, at: clock.now() });
          return await header(fresh);
        } catch (thrown) {
          if (isPassing(thrown)) throw thrown;
          return undefined;
        }
      },
    };

    async function lookAgain(): Promise<UpstreamGrant | undefined> {
      const again = await grants.now(key);
      return again?.grant.state === 'connected' ? again.grant : undefined;
    }
  };
}

/** A failed renewal that says nothing against the grant. */
function isPassing(thrown: unknown): boolean {
  return !(thrown instanceof AppError) || thrown.code !== 'upstream_auth';
}
