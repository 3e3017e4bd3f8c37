import type { ConfigSource } from '../../src/config/config-source.ts';

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
