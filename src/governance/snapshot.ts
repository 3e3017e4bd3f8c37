import type { Directory } from '../auth/directory.ts';
import type { ServiceIdentity } from '../auth/server/tokens.ts';
import type { Caller } from '../gateway/call.ts';
import type { Clock } from '../kernel/clock.ts';
import { compileGovernance, type Governance } from '../policy/compile-governance.ts';
import { conditionReader } from '../policy/condition-reader.ts';
import type { Detector } from '../policy/masking/detector.ts';
import { tokenScopes, type Asker } from '../policy/question.ts';
import { loadGovernance, type GovernanceRows } from '../store/governance-rows.ts';
import { followRevisions } from '../store/follow-revisions.ts';
import type { Store } from '../store/open-store.ts';
import type { Log } from '../telemetry/log.ts';
import { digestOf, everybody, viewOf } from './view-of.ts';

/**
 * The governance of every workspace, ready for decisions, in memory: read again when it or the directory has changed, on
 * every replica within a second. What it answers raises `upstream_unavailable` where the database was not heard of for too
 * long, since something may have been stopped meanwhile.
 */
export interface GovernanceSnapshot {
  /** Of a workspace that nobody knows: one that allows nothing. */
  of(workspaceId: string): Governance;
  /**
   * Who calls, as policy knows them. Groups are given by id and by name, so that profiles name ids and conditions names. A
   * service agent acts as itself, without a person.
   */
  asker(caller: Caller): Asker;
  /** Detectors of the workspace's own, for masking. */
  detectors(workspaceId: string): readonly Detector[];
  /** Whom an agent without a person acts as: itself, in the workspace where it is registered as a service and may act. */
  readonly serviceIdentity: (agentId: string) => ServiceIdentity | undefined;
  /** Called with the ids of workspaces whose governance changed; answers what ends it. */
  onChange(listener: (workspaceIds: ReadonlySet<string>) => void): () => void;
  refresh(): Promise<void>;
  /** As of the directory: before a request is served. */
  ensureFresh(): Promise<void>;
  isFresh(): boolean;
  close(): void;
}

interface Compiled {
  readonly digest: string;
  readonly governance: Governance;
  readonly detectors: readonly Detector[];
  readonly groupNames: ReadonlyMap<string, string>;
}

type All = ReadonlyMap<string, Compiled>;

export async function openGovernance(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: Pick<Directory, 'member'>;
}): Promise<GovernanceSnapshot> {
  const { directory } = parts;
  const listeners = new Set<(workspaceIds: ReadonlySet<string>) => void>();
  const followed = await followRevisions<All>(parts, {
    name: 'governance',
    // Connections, groups and workspaces are the directory's.
    revisions: ['directory', 'governance'],
    async load(db, before) {
      const rows = await loadGovernance(db);
      return new Map(
        await Promise.all(
          rows.map(
            async (one) => [one.workspaceId, await compiled(one, before?.get(one.workspaceId))] as const,
          ),
        ),
      );
    },
    onChange(now, before) {
      const changed = new Set(
        [...now].filter(([id, { digest }]) => before.get(id)?.digest !== digest).map(([id]) => id),
      );
      if (changed.size > 0) for (const listener of listeners) listener(changed);
    },
  });
  const { fresh, refresh, ensureFresh, isFresh, close } = followed;
  return {
    of: (workspaceId) => fresh().get(workspaceId)?.governance ?? nothing(workspaceId),
    detectors: (workspaceId) => fresh().get(workspaceId)?.detectors ?? [],
    asker(caller) {
      const { workspaceId, userId, agentId, signedInAt, ip } = caller;
      const member = directory.member(workspaceId, userId);
      const names = fresh().get(workspaceId)?.groupNames;
      const { scopes, clientName, clientVersion, transport, contextId } = caller;
      return {
        ...(member && { userId, email: member.email }),
        groups: member
          ? [everybody, ...member.groups, ...member.groups.flatMap((id) => names?.get(id) ?? [])]
          : [],
        agentId,
        ...(scopes && { scopes: new Set(tokenScopes.filter((scope) => scopes.includes(scope))) }),
        ...(signedInAt !== undefined && { signedInAt }),
        ...(ip !== undefined && { ip }),
        client: {
          transport,
          ...(clientName !== undefined && { name: clientName }),
          ...(clientVersion !== undefined && { version: clientVersion }),
          ...(contextId !== undefined && { context: contextId }),
        },
      };
    },
    serviceIdentity(agentId) {
      for (const [workspaceId, { governance }] of fresh()) {
        const agent = governance.agents.get(agentId);
        if (agent?.kind === 'service') return { workspaceId, userId: agentId, userName: agent.name };
      }
      return undefined;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh,
    ensureFresh,
    isFresh,
    close,
  };
}

/** What did not change stays the same object, with what was worked out for its callers. */
async function compiled(rows: GovernanceRows, before: Compiled | undefined): Promise<Compiled> {
  const digest = digestOf(rows);
  if (before?.digest === digest) return before;
  const view = viewOf(rows);
  return {
    digest,
    governance: compileGovernance(view, await conditionReader(view)),
    detectors: await detectorsOf(rows.detectors),
    groupNames: new Map(rows.groups.map(({ id, name }) => [id, name])),
  };
}

/** What reads expressions is loaded where there is one. */
async function detectorsOf(stored: GovernanceRows['detectors']): Promise<readonly Detector[]> {
  if (stored.length === 0) return [];
  const { readOwnDetector } = await import('../policy/masking/own-detector.ts');
  return stored.flatMap(({ slug, expression }) => {
    const read = readOwnDetector({ name: slug, expression });
    return read.ok ? [read.detector] : [];
  });
}

function nothing(workspaceId: string): Governance {
  const view = viewOf({
    workspaceId,
    settings: {
      review: 'each',
      connectionReview: {},
      allowAllAgents: false,
      agentKinds: [],
      agentLifecycle: {},
    },
    connections: [],
    toolsets: [],
    profiles: [],
    grants: [],
    agents: [],
    killSwitches: [],
    rules: [],
    detectors: [],
    groups: [],
  });
  return compileGovernance(view, () => ({
    ok: false,
    fault: { message: 'there is no rule', start: 0, end: 0 },
  }));
}
