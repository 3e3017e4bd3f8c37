import { expect, it, onTestFinished } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { companyIn, replicaOver } from '../../test/support/governed-store.ts';
import { recordOf } from '../../test/support/governance-record.ts';
import { describeEachStore, quietLog } from '../../test/support/stores.ts';
import { systemActor } from '../auth/administration/change.ts';
import { clientMetadata, recordOfClient, type ClientSource } from '../auth/server/client-record.ts';
import { addAgent, findAgent, listAgents, type AgentKey, type StoredAgent } from '../store/agents.ts';
import { putRecord } from '../store/oauth-records.ts';
import type { Store } from '../store/open-store.ts';
import { strictSettings } from '../store/governance-settings.ts';
import { bumpRevision } from '../store/revisions.ts';
import { writeSetting } from '../store/settings.ts';
import { sweepAgents } from './agent-lifecycle.ts';
import { createAgentRegistry } from './agent-registry.ts';
import { changeAgent } from './agents.ts';
import { changeGovernance } from './change-governance.ts';

const day = 86_400_000;

async function openFor(store: Store) {
  const { main } = await companyIn(store);
  const replica = await replicaOver(store);
  const revoked: string[] = [];
  const parts = { ...replica.parts, revoke: async ({ id }: AgentKey) => void revoked.push(id) };
  const workspaceId = main.id;
  const now = await store.now();
  /** An agent that was last used so many days ago. */
  const idle = async (id: string, days: number, more: Partial<StoredAgent> = {}): Promise<void> => {
    const at = now - days * day;
    await addAgent(store.db, {
      workspaceId,
      id,
      name: id,
      kind: 'personal',
      state: 'allowed',
      origin: 'registration',
      lifecycle: {},
      firstSeenAt: at - day,
      lastUsedAt: at,
      updatedAt: at,
      ...more,
    });
  };
  const states = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await listAgents(store.db, workspaceId)).map(({ id, state }) => [id, state]));
  const foundation = { store, recorder: parts.recorder };
  return { ...replica, parts, workspaceId, revoked, idle, states, foundation, now };
}

async function putClient(
  { db }: Store,
  source: ClientSource,
  id: string,
  more: { readonly workspaceId?: string; readonly grants?: readonly string[] } = {},
): Promise<void> {
  const { workspaceId, grants = ['authorization_code'] } = more;
  const metadata = clientMetadata.parse({
    client_id: id,
    client_name: `Client ${id}`,
    redirect_uris: [],
    grant_types: grants,
    response_types: [],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  });
  await putRecord(
    db,
    recordOfClient({ source, metadata, createdAt: 1, ...(workspaceId !== undefined && { workspaceId }) }),
  );
}

describeEachStore('agents', ({ open }) => {
  it('are closed after 30 days without use and deleted after 90, their tokens revoked, on record', async () => {
    const store = await open();
    const { parts, idle, states, revoked, foundation, workspaceId } = await openFor(store);
    await idle('fresh', 29);
    await idle('closing', 30);
    await idle('ending', 90);
    await idle('blocked', 400, { state: 'blocked' });
    await idle('closed', 60, { state: 'closed' });
    expect(await sweepAgents(parts)).toEqual({ closed: 1, deleted: 1 });
    expect(await states()).toEqual({
      fresh: 'allowed',
      closing: 'closed',
      blocked: 'blocked',
      closed: 'closed',
    });
    expect(revoked).toEqual(['closing', 'ending']);
    expect(await sweepAgents(parts)).toEqual({ closed: 0, deleted: 0 });
    const record = await recordOf({ foundation }, workspaceId, 'agent.%');
    expect(record.map((line) => line.split(';')[0])).toEqual([
      'agent.closed system agent:closing',
      'agent.deleted system agent:ending',
    ]);
  });

  it('live as long as the workspace says, or as somebody said of one', async () => {
    const store = await open();
    const { parts, idle, states, workspaceId } = await openFor(store);
    const agentLifecycle = { closedAfterDays: 5, deletedAfterDays: null };
    const value = { ...strictSettings, agentLifecycle };
    await writeSetting(store.db, { name: 'governance', scope: workspaceId, value, now: 1 });
    await idle('usual', 500);
    await idle('always', 500, { lifecycle: { closedAfterDays: null } });
    await idle('short', 2, { lifecycle: { closedAfterDays: 1, deletedAfterDays: 2 } });
    await sweepAgents(parts);
    expect(await states()).toEqual({ usual: 'closed', always: 'allowed' });
  });

  it('begin a new life when they are allowed again', async () => {
    const store = await open();
    const { parts, idle, states, workspaceId } = await openFor(store);
    await idle('back', 40);
    await sweepAgents(parts);
    const closed = await findAgent(store.db, { workspaceId, id: 'back' });
    expect(closed).toMatchObject({ state: 'closed', closedAt: expect.any(Number) });
    await changeGovernance(parts, systemActor, (change) =>
      changeAgent(change, closed as StoredAgent, { state: 'allowed' }),
    );
    await sweepAgents(parts);
    expect(await states()).toEqual({ back: 'allowed' });
  });

  it('are registered when they are first seen: who was made by somebody is allowed, who came by itself waits', async () => {
    const store = await open();
    const { parts, snapshot, workspaceId, foundation } = await openFor(store);
    await putClient(store, 'document', 'https://editor.example/client.json');
    await putClient(store, 'registration', 'client_self');
    await putClient(store, 'administrator', 'client_ours', { workspaceId });
    await putClient(store, 'administrator', 'client_bot', { workspaceId, grants: ['client_credentials'] });
    await putClient(store, 'administrator', 'client_theirs', { workspaceId: 'wsp_other' });
    const registry = createAgentRegistry({ ...parts, snapshot, log: quietLog, ids: newId });
    onTestFinished(() => registry.close());
    const ids = [
      'https://editor.example/client.json',
      'client_self',
      'client_ours',
      'client_bot',
      'client_theirs',
      'agt_key',
    ];
    const seen = (agentId: string) => registry.seen({ workspaceId, agentId, userName: 'Ada' });
    await Promise.all([...ids, 'agt_key'].map(seen));
    const agents = await listAgents(store.db, workspaceId);
    expect(agents.map(({ id, name, kind, state, origin }) => [id, name, kind, state, origin])).toEqual([
      ['agt_key', 'Key of Ada', 'personal', 'allowed', 'key'],
      ['client_bot', 'Client client_bot', 'service', 'allowed', 'administrator'],
      ['client_ours', 'Client client_ours', 'personal', 'allowed', 'administrator'],
      ['client_self', 'Client client_self', 'personal', 'pending', 'registration'],
      ['client_theirs', 'Client client_theirs', 'personal', 'pending', 'administrator'],
      [
        'https://editor.example/client.json',
        'Client https://editor.example/client.json',
        'personal',
        'pending',
        'document',
      ],
    ]);
    expect(snapshot.of(workspaceId).agents.get('client_self')?.state).toBe('pending');
    expect(await recordOf({ foundation }, workspaceId, 'agent.%')).toHaveLength(ids.length);
  });

  it('note their last use without making anybody read the governance again', async () => {
    const store = await open();
    const { parts, snapshot, workspaceId, idle, now } = await openFor(store);
    await idle('agt_key', 3);
    await bumpRevision(store.db, 'governance');
    await snapshot.refresh();
    const registry = createAgentRegistry({ ...parts, snapshot, log: quietLog, ids: newId });
    onTestFinished(() => registry.close());
    const before = snapshot.of(workspaceId);
    await registry.seen({ workspaceId, agentId: 'agt_key', userName: 'Ada' });
    await registry.flush();
    await snapshot.refresh();
    const agent = await findAgent(store.db, { workspaceId, id: 'agt_key' });
    expect(before.agents.has('agt_key')).toBe(true);
    expect(snapshot.of(workspaceId)).toBe(before);
    expect(agent?.lastUsedAt).toBeGreaterThanOrEqual(now);
  });

  it('a service is a client of this very workspace', async () => {
    const store = await open();
    const { parts, workspaceId, idle } = await openFor(store);
    await putClient(store, 'administrator', 'client_theirs', { workspaceId: 'wsp_other' });
    await idle('client_theirs', 0);
    const agent = await findAgent(store.db, { workspaceId, id: 'client_theirs' });
    await expect(
      changeGovernance(parts, systemActor, (change) =>
        changeAgent(change, agent as StoredAgent, { kind: 'service' }),
      ),
    ).rejects.toThrow('A service is a client that administrators of this workspace entered');
  });
});
