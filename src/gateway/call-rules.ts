import type { Clock } from '../kernel/clock.ts';
import { listLimits, type StoredLimit } from '../store/call-limits.ts';
import { followRevisions } from '../store/follow-revisions.ts';
import { listHooks, type StoredHook } from '../store/hooks.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';

/** Limits and hooks of every workspace in memory, read again within a second of a change. */
export interface CallRules {
  /** Both raise `upstream_unavailable` where the database was not heard of for too long. */
  readonly limitsOf: (workspaceId: string) => readonly StoredLimit[];
  /** Enabled ones, in the order in which they are asked. */
  readonly hooksOf: (workspaceId: string) => readonly StoredHook[];
  /** Reads the newest at once; after a change made by this process. */
  refresh(): Promise<void>;
  ensureFresh(): Promise<void>;
  close(): void;
}

export async function openCallRules(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<CallRules> {
  const { fresh, refresh, ensureFresh, close } = await followRevisions(parts, {
    name: 'call_rules',
    revisions: ['governance'],
    async load(db) {
      const hooks = (await listHooks(db)).filter(({ isEnabled }) => isEnabled);
      return {
        limits: Map.groupBy(await listLimits(db), ({ workspaceId }) => workspaceId),
        hooks: Map.groupBy(hooks, ({ workspaceId }) => workspaceId),
      };
    },
  });
  return {
    limitsOf: (workspaceId) => fresh().limits.get(workspaceId) ?? [],
    hooksOf: (workspaceId) => fresh().hooks.get(workspaceId) ?? [],
    refresh,
    ensureFresh,
    close,
  };
}
