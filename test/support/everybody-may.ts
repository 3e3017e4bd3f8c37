import type { ConfigSource } from '../../src/config/config-source.ts';
import { applyConfigured } from '../../src/governance/apply-configured.ts';
import type { GovernanceParts } from '../../src/governance/change-governance.ts';

/** The governance of a test that is about something else: every tool for every member and every agent. */
export const everybodyMay = {
  settings: {
    review: { actions: ['read', 'write', 'delete'], risks: ['none', 'sensitive', 'dangerous'] },
    allowAllAgents: true,
  },
  profiles: { everybody: { everybody: true, toolsets: ['all-approved'] } },
};

/** As a configuration has it. */
export const everybodyMaySource: ConfigSource = { value: everybodyMay, locate: () => 'the test' };

/** In a workspace that no configuration has. */
export async function letEverybody(parts: GovernanceParts, workspaceId: string): Promise<void> {
  await applyConfigured(parts, workspaceId, everybodyMaySource);
}
