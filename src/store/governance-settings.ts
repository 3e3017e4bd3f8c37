import { z } from 'zod';
import { kindsOfAgents } from './access-profiles.ts';
import { agentLifecycle } from './agents.ts';
import { toolActions, toolRisks } from './tools.ts';

/** How newly discovered tools come to be approved: somebody looks at each, or those of these classifications by themselves. */
export const reviewRule = z.union([
  z.literal('each'),
  z.strictObject({ actions: z.array(z.enum(toolActions)), risks: z.array(z.enum(toolRisks)) }),
]);
export type ReviewRule = z.output<typeof reviewRule>;

/** Switches of a workspace's governance. What nobody set is the strict way. */
export const governanceSettings = z.strictObject({
  review: reviewRule.default('each'),
  /** By connection id. */
  connectionReview: z.record(z.string(), reviewRule).default({}),
  allowAllAgents: z.boolean().default(false),
  agentKinds: z.array(z.enum(kindsOfAgents)).default([...kindsOfAgents]),
  agentLifecycle: agentLifecycle.default({}),
});
export type GovernanceSettings = z.output<typeof governanceSettings>;

export const strictSettings: GovernanceSettings = governanceSettings.parse({});

/** Days without use, unless a workspace or an agent has others (GOVERNANCE §2). */
export const usualLifecycle = { hiddenAfterDays: 7, closedAfterDays: 30, deletedAfterDays: 90 } as const;
