import { expect, it, vi } from 'vitest';
import { companyIn, replicaOver, type Replica } from '../../test/support/governed-store.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemActor } from '../auth/administration/change.ts';
import { judge } from '../policy/judge.ts';
import { profileBody } from '../store/access-profiles.ts';
import type { Store } from '../store/open-store.ts';
import { changeGovernance } from './change-governance.ts';
import { discover } from './discover.ts';
import { registerAgent } from './agents.ts';
import { saveProfile } from './profiles.ts';
import { seedDemo } from './seed-demo.ts';
import { stop } from './stop.ts';

async function openFor(store: Store) {
  const company = await companyIn(store);
  const replica = await replicaOver(store);
  const { parts } = replica;
  const workspaceId = company.main.id;
  await discover(parts, { workspaceId });
  return { ...company, replica, parts, workspaceId };
}

/** Whether Ada's agent may list `pages.get`, as a replica sees it. */
function outcome({ snapshot }: Replica, of: { workspaceId: string; userId: string; connectionId: string }) {
  const { workspaceId, userId, connectionId } = of;
  const caller = { workspaceId, userId, userName: 'Ada', agentId: 'agt_ada', transport: 'http' as const };
  return judge(snapshot.of(workspaceId), {
    asker: snapshot.asker(caller),
    narrowing: { readOnly: false },
    connectionId,
    operation: { id: 'pages.get', group: 'pages', effect: 'read', declaresTargets: true },
    phase: { kind: 'list' },
    now: Date.now(),
  }).outcome;
}

describeEachStore('governance in memory', ({ open }) => {
  it('allows nothing in a workspace that nobody set up, and in one that does not exist', async () => {
    const { replica, workspaceId, ada, wiki } = await openFor(await open());
    const of = { workspaceId, userId: ada.id, connectionId: wiki.id };
    expect(outcome(replica, of)).toBe('deny');
    expect(outcome(replica, { ...of, workspaceId: 'wsp_none' })).toBe('deny');
    expect(replica.snapshot.of('wsp_none').view.connections).toEqual([]);
  });

  it('a kill switch set on one replica ends what another one allows, and tells whoever has calls in flight', async () => {
    const store = await open();
    const { replica: first, parts, workspaceId, ada, wiki } = await openFor(store);
    await seedDemo(parts, { workspaceId, people: [ada.id] });
    await discover(parts, { workspaceId });
    const second = await replicaOver(store);
    const told = vi.fn<(ids: ReadonlySet<string>) => void>();
    second.snapshot.onChange(told);
    await changeGovernance(parts, systemActor, (change) =>
      registerAgent(change, workspaceId, { id: 'agt_ada' }),
    );
    await second.snapshot.refresh();
    const of = { workspaceId, userId: ada.id, connectionId: wiki.id };
    expect([outcome(first, of), outcome(second, of)]).toEqual(['allow', 'allow']);
    told.mockClear();
    await changeGovernance(parts, systemActor, (change) =>
      stop(parts, change, systemActor, workspaceId, { kind: 'agent', subject: 'agt_ada' }),
    );
    expect(outcome(first, of)).toBe('deny');
    // By its own look, which comes four times a second.
    await vi.waitFor(() => expect(outcome(second, of)).toBe('deny'), { timeout: 1_000, interval: 20 });
    expect(told).toHaveBeenCalledExactlyOnceWith(new Set([workspaceId]));
  });

  it('a replica that cannot tell refuses until it hears again', async () => {
    const store = await open();
    const { workspaceId } = await openFor(store);
    const time = { now: 0 };
    const { snapshot } = await replicaOver(store, { clock: { now: () => time.now } });
    expect(snapshot.of(workspaceId).view.workspaceId).toBe(workspaceId);
    snapshot.close();
    time.now += 1_001;
    expect(snapshot.isFresh()).toBe(false);
    expect(() => snapshot.of(workspaceId)).toThrow('Weir cannot reach its own database');
    await snapshot.ensureFresh();
    expect(snapshot.of(workspaceId).view.workspaceId).toBe(workspaceId);
  });

  it('compiles again only what changed, and binds approvals to the policy alone', async () => {
    const store = await open();
    const { replica, parts, workspaceId } = await openFor(store);
    const other = await companyIn(store, 'other');
    await replica.snapshot.refresh();
    const before = replica.snapshot.of(workspaceId);
    const elsewhere = replica.snapshot.of(other.main.id);
    await changeGovernance(parts, systemActor, (change) =>
      registerAgent(change, workspaceId, { id: 'agt_new' }),
    );
    const after = replica.snapshot.of(workspaceId);
    expect(after).not.toBe(before);
    expect(after.view.version).toBe(before.view.version);
    expect(replica.snapshot.of(other.main.id)).toBe(elsewhere);
    await changeGovernance(parts, systemActor, (change) =>
      saveProfile(parts, change, workspaceId, {
        slug: 'all',
        name: 'All',
        body: profileBody.parse({ toolsets: ['all-approved'], everybody: true }),
      }),
    );
    expect(replica.snapshot.of(workspaceId).view.version).not.toBe(before.view.version);
  });

  it('knows a caller with their groups by id and name, and a service agent as itself', async () => {
    const { replica, parts, workspaceId, ada, editors } = await openFor(await open());
    await replica.directory.refresh();
    const caller = { workspaceId, userName: 'x', agentId: 'agt_x', transport: 'http' as const };
    expect(
      replica.snapshot.asker({
        ...caller,
        userId: ada.id,
        scopes: ['weir:read', 'openid'],
        clientName: 'Inspector',
        signedInAt: 5,
        ip: '10.0.0.1',
      }),
    ).toEqual({
      userId: ada.id,
      email: 'ada@example.test',
      groups: ['grp_everybody', editors.id, 'Editors'],
      agentId: 'agt_x',
      scopes: new Set(['weir:read']),
      signedInAt: 5,
      ip: '10.0.0.1',
      client: { name: 'Inspector', transport: 'http' },
    });
    expect(replica.snapshot.asker({ ...caller, userId: 'agt_x' })).toEqual({
      groups: [],
      agentId: 'agt_x',
      client: { transport: 'http' },
    });
    expect(replica.snapshot.serviceIdentity('client_bot')).toBeUndefined();
    await changeGovernance(parts, systemActor, (change) =>
      registerAgent(change, workspaceId, { id: 'client_bot', name: 'Bot', kind: 'service' }),
    );
    expect(replica.snapshot.serviceIdentity('client_bot')).toEqual({
      workspaceId,
      userId: 'client_bot',
      userName: 'Bot',
    });
  });
});
