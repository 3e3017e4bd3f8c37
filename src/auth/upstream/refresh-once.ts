import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '../../confluence/http/transport.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Secret } from '../../kernel/secret.ts';
import {
  endGrant,
  leaveRefresh,
  lostAnswer,
  storeRefreshed,
  takeRefreshLease,
  type Pause,
  type RefreshLease,
} from '../../store/grant-refreshes.ts';
import type { Store } from '../../store/open-store.ts';
import { findGrant, type EndReason, type UpstreamGrant } from '../../store/upstream-grants.ts';
import type { Log } from '../../telemetry/log.ts';
import { askForTokens, tokenRequestMs, type ClientApp } from './ask-for-tokens.ts';
import { wrongClient, type ClientApps } from './client-apps.ts';
import { notConnected, reconnectRequired } from './grant-errors.ts';
import { grantEndOf } from './grant-end.ts';
import type { GrantTokens } from './grant-tokens.ts';
import type { Tokens } from './token-answer.ts';

/** Renews the tokens of grants, once however many calls and processes want it. */
export interface RefreshOnce {
  /**
   * The grant with newer tokens than those of the generation that was `seen`. Raises `upstream_auth` where there will be
   * none, `configuration` for a wrong client secret, and `upstream_unavailable` or `rate_limited` for what passes.
   */
  newerThan(grant: Pick<UpstreamGrant, 'id'>, seen: number): Promise<UpstreamGrant>;
}

export interface RefreshParts {
  readonly store: Store;
  readonly transport: Transport;
  readonly apps: ClientApps;
  readonly tokens: GrantTokens;
  readonly ids: NewId;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of a grant that ended, once. */
  readonly onEnd: (grant: UpstreamGrant, reason: EndReason) => Promise<void>;
}

/** Milliseconds: a request to the token endpoint, and time to store what it gave. */
const leaseMs = tokenRequestMs + 10_000;
/** Milliseconds between two looks for what another holder got, and how many there are. */
const lookMs = 100;
const looks = Math.ceil((leaseMs + 5_000) / lookMs);
/** Milliseconds of a pause that somebody who calls may as well sit out. */
const shortPauseMs = 1_000;
/** First pause after a refresh that may have happened, milliseconds; doubles up to the longest. */
const firstPauseMs = 5_000;
const longestPauseMs = 60_000;
/** Milliseconds in which a client secret that was refused is not tried again. */
const refusedForMs = 10_000;
/** How often what was got is stored again where the database fails: nobody else has it. */
const storeTries = 6;

/**
 * One refresh at a time for each generation of a grant: its row is leased by compare-and-set, the request runs without a
 * transaction, and what it gave is stored before anybody uses it. A holder that dies leaves a lease that runs out; whoever
 * comes next, at the latest the sweeper, sends the same refresh token again, which Atlassian takes for ten minutes and Data
 * Center does not (facts: confluence-api §13, §14).
 */
export function createRefreshOnce(parts: RefreshParts): RefreshOnce {
  const { store, transport, apps, tokens, ids, clock, log } = parts;
  const underWay = new Map<string, Promise<UpstreamGrant>>();
  const failures = new Map<string, number>();
  /** Secrets that were refused a moment ago, by app: asking with the same one again only costs its owner requests. */
  const refusedSecrets = new Map<string, { readonly secret: Secret; readonly until: number }>();

  async function refreshed(id: string, seen: number): Promise<UpstreamGrant> {
    const holder = ids('lse');
    for (let look = 0; look < looks; look += 1) {
      const grant = await findGrant(store.db, id);
      if (!grant) throw notConnected();
      if (grant.state === 'reconnect_required') throw reconnectRequired(grant.reason ?? 'revoked');
      if (grant.generation > seen) return grant;
      const now = await store.now();
      const pause = (grant.lease?.expiresAt ?? now) - now;
      if (pause <= 0) {
        const lease = { grantId: id, generation: grant.generation, holder };
        if (await takeRefreshLease(store.db, lease, { now, expiresAt: now + leaseMs }))
          return refreshAs(lease, grant, now);
      } else if (!isHeld(grant) && pause > shortPauseMs) {
        throw paused(pause);
      }
      await sleep(lookMs);
    }
    throw paused(lookMs);
  }

  /** With the lease in hand, since `now` by the database's clock. */
  async function refreshAs(lease: RefreshLease, grant: UpstreamGrant, now: number): Promise<UpstreamGrant> {
    // Whoever had the lease before may have got tokens in the place of these: that stays known until it is cleared up.
    const wasCutOff = grant.lease?.holder !== undefined;
    // Undefined for a lease that has to run out by itself.
    let leave: Pause | undefined = wasCutOff ? { until: now + firstPauseMs, holder: lostAnswer } : {};
    try {
      const app = await apps.ofGrant(grant);
      if (isRefused(grant.appKey, app)) throw wrongClient();
      const refresh = await tokens.refreshToken(grant);
      if (!refresh) throw await ended(grant, 'expired');
      const outcome = await askForTokens({ transport, now: () => clock.now() }, app, {
        grant_type: 'refresh_token',
        refresh_token: refresh,
      });
      switch (outcome.kind) {
        case 'tokens':
          failures.delete(grant.id);
          leave = undefined;
          return await keepTokens({ lease, grant, platform: app.platform }, { refresh, ...outcome.tokens });
        case 'dead':
          throw await ended(grant, wasCutOff ? 'lost_answer' : 'revoked');
        case 'wrong_client':
          log.error('upstream.client_refused', { appKey: grant.appKey });
          refusedSecrets.set(grant.appKey, {
            secret: app.clientSecret,
            until: clock.now() + refusedForMs,
          });
          throw wrongClient();
        case 'unclear': {
          const { error, mayHaveHappened } = outcome;
          log.warn('upstream.refresh_failed', {
            grantId: grant.id,
            code: error.code,
            detail: error.fields.detail,
          });
          const { retryAfterMs } = error.fields;
          const failedAt = await store.now();
          if (mayHaveHappened || wasCutOff)
            leave = { until: failedAt + (retryAfterMs ?? pauseAfterFailure(grant.id)), holder: lostAnswer };
          else if (retryAfterMs !== undefined) leave = { until: failedAt + retryAfterMs };
          throw error;
        }
        default:
          return outcome satisfies never;
      }
    } finally {
      // Where the grant has ended the lease is gone already.
      if (leave) await leaveRefresh(store.db, lease, leave);
    }
  }

  async function keepTokens(
    { lease, grant, platform }: Leased,
    got: Tokens & { readonly refresh: NonNullable<Tokens['refresh']> },
  ): Promise<UpstreamGrant> {
    const sealed = await tokens.seal(grant.id, {
      authorization: `Bearer ${got.access.reveal()}`,
      refresh: got.refresh,
    });
    await persistently(async () => {
      const now = await store.now();
      await storeRefreshed(store.db, lease, {
        ...sealed,
        accessExpiresAt: got.livesMs === undefined ? undefined : now + got.livesMs,
        expiresAt: grantEndOf(platform, now),
        ...(got.scopes && { scopes: got.scopes }),
        now,
      });
    });
    const stored = await findGrant(store.db, grant.id);
    // Somebody disconnected, or connected anew, in the meantime.
    if (!stored) throw notConnected();
    if (stored.state === 'reconnect_required') throw reconnectRequired(stored.reason ?? 'revoked');
    return stored;
  }

  async function ended(grant: UpstreamGrant, reason: EndReason): Promise<AppError> {
    const now = await store.now();
    tokens.forget(grant.id);
    failures.delete(grant.id);
    if (await endGrant(store.db, grant, { reason, now })) await parts.onEnd(grant, reason);
    return reconnectRequired(reason);
  }

  function isRefused(appKey: string, { clientSecret }: ClientApp): boolean {
    const refused = refusedSecrets.get(appKey);
    return refused?.secret.reveal() === clientSecret.reveal() && clock.now() < refused.until;
  }

  function pauseAfterFailure(id: string): number {
    const count = failures.get(id) ?? 0;
    if (failures.size > 10_000) failures.clear();
    failures.set(id, count + 1);
    return Math.min(firstPauseMs * 2 ** count, longestPauseMs);
  }

  return {
    async newerThan({ id }, seen) {
      const running = underWay.get(id);
      if (running) {
        const grant = await running;
        if (grant.generation > seen) return grant;
      }
      const mine = underWay.get(id) ?? refreshed(id, seen).finally(() => underWay.delete(id));
      underWay.set(id, mine);
      return mine;
    },
  };
}

interface Leased {
  readonly lease: RefreshLease;
  readonly grant: UpstreamGrant;
  readonly platform: 'cloud' | 'datacenter';
}

/** Whether somebody is at it right now, as far as anybody knows. */
function isHeld({ lease }: UpstreamGrant): boolean {
  return lease?.holder !== undefined && lease.holder !== lostAnswer;
}

/** The database may be away for a moment; the last failure is raised. */
async function persistently(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (tries >= storeTries) throw thrown;
      await sleep(lookMs * 2 ** tries);
    }
  }
}

function paused(milliseconds: number): AppError {
  return new AppError(
    'upstream_unavailable',
    'The token of this account is being renewed, which takes longer than usual.',
    {
      nextStep: 'Try again in a moment; this is transient and needs no reconnection.',
      retryAfterMs: milliseconds,
    },
  );
}
