import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { profileBody, putProfile } from './access-profiles.ts';
import { addAgent } from './agents.ts';
import { loadGovernance } from './governance-rows.ts';
import { setKillSwitch } from './kill-switches.ts';
import { putDetector } from './mask-detectors.ts';
import { putRule, ruleBody } from './policy-rules.ts';
import { addProfileGrant } from './profile-grants.ts';
import { putToolset } from './toolsets.ts';
import { createWorkspace, removeEmptyWorkspace } from './workspaces.ts';

describeEachStore('rows of the governance', ({ open }) => {
  it('are read by workspace, and go with it', async () => {
    const { db } = await open();
    for (const slug of ['main', 'other']) await createWorkspace(db, { slug, name: slug, now: 1 }, newId);
    const before = await loadGovernance(db);
    const [{ workspaceId } = { workspaceId: '' }, other] = before;
    const tools = [{ connectionId: 'con_1', operationId: 'pages.get' }];
    await putToolset(db, { workspaceId, slug: 'reading', name: 'Reading', tools, now: 2 }, newId);
    const body = profileBody.parse({ toolsets: ['reading'] });
    const profile = await putProfile(
      db,
      { workspaceId, slug: 'readers', name: 'Readers', body, now: 2 },
      newId,
    );
    const grant = { workspaceId, profileId: profile.id, personId: 'usr_1', requestedAt: 2 } as const;
    await addProfileGrant(db, { ...grant, state: 'approved', expiresAt: 9 }, newId);
    await addProfileGrant(db, { ...grant, state: 'requested' }, newId);
    await addAgent(db, {
      workspaceId,
      id: 'agt_1',
      name: 'One',
      kind: 'personal',
      state: 'pending',
      origin: 'key',
      lifecycle: {},
      firstSeenAt: 2,
      updatedAt: 2,
    });
    const rule = {
      workspaceId,
      name: 'Rule',
      priority: 5,
      body: ruleBody.parse({ outcome: { kind: 'deny' } }),
      now: 2,
    };
    await putRule(db, { ...rule, slug: 'on', isEnabled: true }, newId);
    await putRule(db, { ...rule, slug: 'off', isEnabled: false }, newId);
    await putDetector(db, { workspaceId, slug: 'badge', name: 'Badge', expression: 'B', now: 2 }, newId);
    await setKillSwitch(db, { workspaceId, kind: 'workspace', subject: '', setAt: 2 }, newId);

    const [main] = await loadGovernance(db);
    expect(main).toMatchObject({
      workspaceId,
      toolsets: [{ slug: 'reading', tools }],
      profiles: [{ id: profile.id, body }],
      grants: [{ profileId: profile.id, personId: 'usr_1', expiresAt: 9 }],
      agents: [{ id: 'agt_1', name: 'One', kind: 'personal', state: 'pending' }],
      rules: [{ name: 'Rule', priority: 5 }],
      detectors: [{ slug: 'badge', expression: 'B' }],
      killSwitches: [{ kind: 'workspace', subject: '' }],
    });
    expect(await removeEmptyWorkspace(db, workspaceId)).toBe(true);
    expect(await loadGovernance(db)).toEqual([other]);
    for (const table of ['toolsets', 'access_profiles', 'profile_grants', 'agents', 'policy_rules'] as const)
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
  });
});
