import { systemActor, type Actor, type Change } from '../auth/administration/change.ts';
import { version } from '../kernel/version.ts';
import { listConnections } from '../store/connections.ts';
import { strictSettings } from '../store/governance-settings.ts';
import type { Executor } from '../store/open-store.ts';
import { findPublishedConnections, publicationsTo } from '../store/publications.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { forgetTools, listTools, putTool } from '../store/tools.ts';
import type { Log } from '../telemetry/log.ts';
import { changeGovernance, type GovernanceParts } from './change-governance.ts';
import { discoveredOn } from './definitions.ts';
import { reviewDiscovered, type ReviewEvent } from './review-discovered.ts';

/** A connection as a workspace has it, its own or one that was published to it. */
export interface UsedConnection {
  readonly id: string;
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
}

/** By slug; those that are switched off too. */
export async function usedConnections(db: Executor, workspaceId: string): Promise<readonly UsedConnection[]> {
  const own = await listConnections(db, workspaceId);
  const published = await findPublishedConnections(db, workspaceId);
  return [...own, ...published]
    .map(({ id, slug, platform }) => ({ id, slug, platform }))
    .toSorted((one, other) => (one.slug < other.slug ? -1 : 1));
}

/**
 * Looks what the catalogue offers on the connections of a workspace and keeps it for review; of one connection where it is
 * named. Works whatever the credentials are. Answers how many tools are not as they were.
 */
export async function discover(
  parts: GovernanceParts,
  of: { readonly workspaceId: string; readonly connectionId?: string },
  actor: Actor = systemActor,
): Promise<number> {
  const { store, catalogue } = parts;
  // Outside the transaction, which others wait for: schemas take a while.
  const outside = await pending(store.db, of, catalogue);
  if (outside === 0) return 0;
  return changeGovernance(parts, actor, (change) => discoverIn(change, of, catalogue));
}

/** The same inside a change. */
export async function discoverIn(
  { tx, now, note }: Change,
  { workspaceId, connectionId }: { readonly workspaceId: string; readonly connectionId?: string },
  catalogue: GovernanceParts['catalogue'],
): Promise<number> {
  const connections = await usedConnections(tx, workspaceId);
  let count = 0;
  if (connectionId === undefined) {
    for (const id of await lostConnections(tx, workspaceId))
      await forgetTools(tx, { workspaceId, connectionId: id });
  }
  for (const connection of connections) {
    if (connectionId !== undefined && connection.id !== connectionId) continue;
    const reviewed = await reviewOne(tx, workspaceId, connection, catalogue, now);
    for (const tool of reviewed.changed) await putTool(tx, tool);
    count += reviewed.changed.length;
    for (const [event, all] of Map.groupBy(reviewed.events, (one) => one.event)) {
      note({
        workspaceId,
        operation: operationOf[event],
        connectionId: connection.id,
        targets: all.map(({ operationId }) => `tool:${operationId}`),
        details: all.flatMap(({ operationId, detail }) =>
          detail === undefined ? [] : [`${operationId} ${detail}`],
        ),
      });
    }
  }
  return count;
}

const operationOf: Readonly<Record<ReviewEvent, string>> = {
  added: 'tool.discovered',
  renamed: 'tool.renamed',
  changed: 'tool.changed',
  restored: 'tool.restored',
  removed: 'tool.removed',
  approved: 'tool.approved',
};

async function reviewOne(
  db: Executor,
  workspaceId: string,
  { id: connectionId, platform }: UsedConnection,
  catalogue: GovernanceParts['catalogue'],
  now: number,
) {
  const settings = (await readSetting(db, 'governance', workspaceId)) ?? strictSettings;
  return reviewDiscovered(
    { workspaceId, connectionId },
    await listTools(db, workspaceId, connectionId),
    discoveredOn(catalogue, platform),
    settings.connectionReview[connectionId] ?? settings.review,
    now,
  );
}

/** How many tools a discovery would touch, or connections that it would clear away. */
async function pending(
  db: Executor,
  { workspaceId, connectionId }: { readonly workspaceId: string; readonly connectionId?: string },
  catalogue: GovernanceParts['catalogue'],
): Promise<number> {
  const connections = await usedConnections(db, workspaceId);
  let count = 0;
  for (const connection of connections) {
    if (connectionId !== undefined && connection.id !== connectionId) continue;
    count += (await reviewOne(db, workspaceId, connection, catalogue, 0)).changed.length;
  }
  if (count > 0 || connectionId !== undefined) return count;
  return (await lostConnections(db, workspaceId)).length;
}

/** Connections of which tools are known, and which are neither the workspace's own nor offered to it any more. */
async function lostConnections(db: Executor, workspaceId: string): Promise<readonly string[]> {
  const own = await listConnections(db, workspaceId);
  const offered = await publicationsTo(db, workspaceId);
  const here = new Set([...own.map(({ id }) => id), ...offered.map(({ connectionId }) => connectionId)]);
  const stored = new Set((await listTools(db, workspaceId)).map((tool) => tool.connectionId));
  return [...stored].filter((id) => !here.has(id));
}

/** Milliseconds from a change until what it brought is discovered: several at once are looked at once, and a start is told first. */
const soonMs = 50;

/** Milliseconds between two discoveries of everything: what connections were added meanwhile elsewhere, too. */
const everyMs = 60_000;

export interface DiscoverySchedule {
  /** Resolves once everything was discovered since this process began; raises where that failed. */
  ready(): Promise<void>;
  /** Where a connection came by another way than this process. Where it fails, the next round does it. */
  soon(workspaceId: string): void;
  close(): void;
}

/**
 * Discovers on every connection of every workspace, now and from time to time. No call is to be served before `ready`:
 * what this version of Weir changed would run unreviewed.
 */
export function scheduleDiscovery(
  parts: GovernanceParts & { readonly log: Log; readonly workspaceIds: () => readonly string[] },
): DiscoverySchedule {
  const { log, workspaceIds } = parts;
  let first: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  const waiting = new Map<string, NodeJS.Timeout>();
  const { store } = parts;
  const failed = (error: unknown): void => log.warn('governance.discovery_failed', { error });
  const all = async (): Promise<void> => {
    for (const workspaceId of workspaceIds()) await discover(parts, { workspaceId });
  };
  const begin = async (): Promise<void> => {
    await writeSetting(store.db, { name: 'discovery.version', value: version, now: await store.now() });
    await all();
  };
  /** While replicas are exchanged, the older ones do not undo what the newer ones found. */
  const again = async (): Promise<void> => {
    if ((await readSetting(store.db, 'discovery.version')) === version) await all();
  };
  const timer = setInterval(() => {
    if (running) return;
    running = again()
      .catch(failed)
      .finally(() => (running = undefined));
  }, everyMs).unref();
  return {
    ready: () =>
      (first ??= begin().catch((reason: unknown) => {
        first = undefined;
        throw reason;
      })),
    soon(workspaceId) {
      if (waiting.has(workspaceId)) return;
      const due = setTimeout(() => {
        waiting.delete(workspaceId);
        discover(parts, { workspaceId }).catch(failed);
      }, soonMs).unref();
      waiting.set(workspaceId, due);
    },
    close() {
      clearInterval(timer);
      for (const due of waiting.values()) clearTimeout(due);
    },
  };
}
