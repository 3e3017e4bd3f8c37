import type { Change } from '../auth/administration/change.ts';
import { clientOf } from '../auth/server/client-record.ts';
import { AppError } from '../kernel/app-error.ts';
import { addAgent, saveAgent, type StoredAgent } from '../store/agents.ts';
import { findRecord, hashId } from '../store/oauth-records.ts';
import type { Executor } from '../store/open-store.ts';

/** What is known of an agent that nobody has entered yet. */
export type FirstSight = Pick<StoredAgent, 'name' | 'kind' | 'state' | 'origin'>;

/**
 * An agent by its id alone: a client of our OAuth server, or the agent of a key. Whom somebody with the right to it made (a
 * key, an entered client) is allowed from the start; what came by itself waits.
 */
export async function firstSightOf(db: Executor, id: string, workspaceId: string): Promise<FirstSight> {
  const found = await findRecord(db, 'Client', hashId(id));
  if (!found) return { name: id, kind: 'personal', state: 'allowed', origin: 'key' };
  const { source, metadata, workspaceId: home } = clientOf(found);
  const isEntered = source === 'administrator' && home === workspaceId;
  return {
    name: metadata.client_name ?? id,
    kind: isEntered && metadata.grant_types.includes('client_credentials') ? 'service' : 'personal',
    state: isEntered ? 'allowed' : 'pending',
    origin: source,
  };
}

/**
 * Registers an agent before it calls. Raises `conflict` where it is known already, and `invalid_input` for a service that is
 * not a client of this workspace: its token would act here for somebody else's.
 */
export async function registerAgent(
  change: Change,
  workspaceId: string,
  wanted: Pick<StoredAgent, 'id'> &
    Partial<Pick<StoredAgent, 'name' | 'kind' | 'state' | 'ownerId' | 'lifecycle'>>,
): Promise<StoredAgent> {
  const { tx, now, note } = change;
  const sight = await firstSightOf(tx, wanted.id, workspaceId);
  const agent: StoredAgent = {
    lifecycle: {},
    ...sight,
    ...wanted,
    workspaceId,
    firstSeenAt: now,
    updatedAt: now,
  };
  await checkKind(tx, agent);
  if (!(await addAgent(tx, agent))) {
    throw new AppError('conflict', 'There is an agent of this id already.', {
      nextStep: 'Change the one that is there.',
    });
  }
  note({
    workspaceId,
    operation: 'agent.registered',
    targets: [`agent:${agent.id}`],
    details: detailsOf(agent),
  });
  return agent;
}

export type AgentChange = Partial<Pick<StoredAgent, 'name' | 'kind' | 'lifecycle'>> & {
  readonly state?: 'pending' | 'allowed' | 'blocked' | undefined;
  /** `null` takes it away. */
  readonly ownerId?: string | null | undefined;
};

/** Changes an agent. A closed one that is allowed again begins a new life: its time without use counts from now. */
export async function changeAgent(
  { tx, now, note }: Change,
  before: StoredAgent,
  { ownerId, ...wanted }: AgentChange,
): Promise<StoredAgent> {
  const { closedAt, ownerId: owner, ...rest } = before;
  const { name = rest.name, kind = rest.kind, lifecycle = rest.lifecycle, state = rest.state } = wanted;
  const nextOwner = ownerId === undefined ? owner : (ownerId ?? undefined);
  const after: StoredAgent = {
    ...rest,
    name,
    kind,
    lifecycle,
    state,
    ...(state === 'closed' && closedAt !== undefined && { closedAt }),
    ...(nextOwner !== undefined && { ownerId: nextOwner }),
    updatedAt: now,
  };
  if (kind !== before.kind) await checkKind(tx, after);
  await saveAgent(tx, after);
  const operation = state === before.state ? 'agent.changed' : `agent.${eventOf[state]}`;
  note({
    workspaceId: before.workspaceId,
    operation,
    targets: [`agent:${before.id}`],
    details: [`was ${before.state}`, ...detailsOf(after)],
  });
  return after;
}

const eventOf = { pending: 'reset', allowed: 'allowed', blocked: 'blocked', closed: 'closed' } as const;

async function checkKind(db: Executor, { id, kind, workspaceId }: StoredAgent): Promise<void> {
  if (kind !== 'service') return;
  const found = await findRecord(db, 'Client', hashId(id));
  if (!found || clientOf(found).workspaceId === workspaceId) return;
  throw new AppError(
    'invalid_input',
    'A service is a client that administrators of this workspace entered.',
    {
      nextStep: 'Enter it under OAuth clients first, or choose another kind.',
    },
  );
}

function detailsOf({ kind, state, origin }: StoredAgent): readonly string[] {
  return [`kind ${kind}`, `state ${state}`, `origin ${origin}`];
}
