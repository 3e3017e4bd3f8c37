import { systemActor } from '../auth/administration/change.ts';
import { profileBody } from '../store/access-profiles.ts';
import { strictSettings } from '../store/governance-settings.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { toolActions, toolRisks } from '../store/tools.ts';
import { changeGovernance, type GovernanceParts } from './change-governance.ts';
import { saveProfile } from './profiles.ts';

/**
 * The demo's governance: tools are approved as they are discovered, whoever is a person of the workspace holds one profile,
 * and every kind of agent may call. Its people are named, so that what somebody else may do shows. Written once; what was
 * changed since stays.
 */
export async function seedDemo(
  parts: GovernanceParts,
  of: { readonly workspaceId: string; readonly people: readonly string[] },
): Promise<void> {
  const { workspaceId, people } = of;
  await changeGovernance(parts, systemActor, async (change) => {
    const { tx, now, note } = change;
    if (await readSetting(tx, 'governance', workspaceId)) return;
    const value = {
      ...strictSettings,
      review: { actions: [...toolActions], risks: [...toolRisks] },
      allowAllAgents: true,
    };
    await writeSetting(tx, { name: 'governance', scope: workspaceId, value, now });
    note({ workspaceId, operation: 'governance.settings_changed', details: ['for the demo'] });
    await saveProfile(parts, change, workspaceId, {
      slug: 'demo',
      name: 'Demo',
      body: profileBody.parse({ toolsets: ['all-approved'], people }),
    });
  });
}
