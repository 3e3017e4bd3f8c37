// What the admin API takes and answers about governance. Times are UTC milliseconds.

import { z } from 'zod';
import { detectorSlug, governanceDocument, slug } from '../governance/document.ts';
import { kindsOfAgents, profileBody } from '../store/access-profiles.ts';
import { agentLifecycle, agentOrigins, agentStates } from '../store/agents.ts';
import { reviewRule } from '../store/governance-settings.ts';
import { killSwitchKinds } from '../store/kill-switches.ts';
import { ruleBody } from '../store/policy-rules.ts';
import { grantStates } from '../store/profile-grants.ts';
import { toolActions, toolRisks, toolStates } from '../store/tools.ts';
import { connectionParams, listQuery, workspaceParams } from './contract.ts';

const time = z.int().describe('UTC milliseconds');
const id = z.string().min(1).max(100);
const agentId = z.string().min(1).max(2_000).describe('Client id, or the agent of a key');
const title = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(1_000);
const minutes = z.int().min(1).max(525_600);

export const governanceSettings = z
  .strictObject({
    review: reviewRule.describe('How new tools are approved: each by somebody, or by classification'),
    allowAllAgents: z.boolean().describe('Agents need no place on the allowlist'),
    agentKinds: z.array(z.enum(kindsOfAgents)).describe('Kinds that may call'),
    agentLifecycle: agentLifecycle.describe('Days without use; absent: 7, 30 and 90'),
    version: z.string().describe('Of the policy: it changes with everything that a decision reads'),
    problems: z.array(z.string()).describe('What the governance names and does not hold'),
  })
  .meta({ id: 'Governance' });
export const governanceSettingsChange = z.strictObject({
  review: reviewRule.optional(),
  allowAllAgents: z.boolean().optional(),
  agentKinds: z.array(z.enum(kindsOfAgents)).optional(),
  agentLifecycle: agentLifecycle.optional(),
});

export const toolParams = connectionParams.extend({
  tool: z.string().min(1).max(300).describe('`group.action`'),
});
export const toolsQuery = listQuery.extend({ state: z.enum(toolStates).optional() });
export const governedTool = z
  .strictObject({
    tool: z.string(),
    name: z.string().describe('What agents call it'),
    description: z.string(),
    effect: z.string(),
    state: z.enum(toolStates),
    action: z.enum(toolActions),
    risk: z.enum(toolRisks),
    definition: z.string().describe('Hash of the definition as it is now'),
    approved: z
      .strictObject({
        definition: z.string(),
        set: z.string().describe('Hash of all definitions of the connection when it was approved'),
      })
      .optional(),
    set: z.string().describe('Hash of all definitions of the connection as they are now'),
    renamedFrom: z.string().optional(),
    decidedBy: z.string().optional(),
    decidedAt: time.optional(),
    discoveredAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Tool' });
export const governedToolWhole = governedTool
  .extend({
    input: z.unknown().describe('JSON schema of the arguments'),
    output: z.unknown().describe('JSON schema of the answer'),
    scopes: z.array(z.array(z.string())).describe('Sets of scopes that each suffice'),
    differences: z
      .array(
        z.strictObject({ field: z.string(), before: z.string().optional(), after: z.string().optional() }),
      )
      .describe('What is not as it was approved'),
  })
  .meta({ id: 'ToolDefinition' });
export const toolChange = z.strictObject({
  state: z.enum(['approved', 'disabled', 'pending']).optional(),
  action: z.enum(toolActions).optional(),
  risk: z.enum(toolRisks).optional(),
});
export const toolApprovals = z
  .strictObject({
    tools: z
      .array(z.strictObject({ tool: z.string().min(1).max(300), definition: z.string().optional() }))
      .min(1)
      .max(1_000)
      .optional()
      .describe('Absent: all in these states'),
    states: z.array(z.enum(['pending', 'changed', 'disabled'])).default(['pending']),
    actions: z.array(z.enum(toolActions)).optional(),
    risks: z.array(z.enum(toolRisks)).optional(),
  })
  .describe('`definition`: approves only what was looked at');
export const approvedTools = z.strictObject({ approved: z.array(z.string()) }).meta({ id: 'ApprovedTools' });
export const reviewChange = z.strictObject({
  review: reviewRule.nullable().describe('null: as the workspace has it'),
});
export const connectionReview = z
  .strictObject({ review: reviewRule.nullable() })
  .meta({ id: 'ConnectionReview' });
export const discovery = z
  .strictObject({ changed: z.int().describe('Tools that are not as they were') })
  .meta({ id: 'Discovery' });

export const toolsetParams = workspaceParams.extend({ toolset: slug });
const toolOfToolset = z.strictObject({
  connection: id.describe('Slug or id'),
  tool: z.string().min(1).max(300),
});
export const toolset = z
  .strictObject({
    slug,
    name: z.string(),
    kind: z.enum(['custom', 'all_approved', 'read_only']),
    tools: z.array(z.strictObject({ connection: z.string(), tool: z.string() })),
  })
  .meta({ id: 'Toolset' });
export const toolsetChange = z.strictObject({ name: title, tools: z.array(toolOfToolset).max(5_000) });
export const newToolset = toolsetChange.extend({ slug });

export const profileParams = workspaceParams.extend({ profile: slug });
export const accessProfile = profileBody
  .extend({ id, slug, name: z.string(), createdAt: time })
  .meta({ id: 'AccessProfile' });
export const profileChange = profileBody.extend({ name: title });
export const newProfile = profileChange.extend({ slug });

export const grantParams = workspaceParams.extend({ grant: id });
export const grantsQuery = listQuery.extend({ state: z.enum(grantStates).optional() });
export const profileGrant = z
  .strictObject({
    id,
    profile: z.string().describe('Slug'),
    personId: id,
    state: z.enum(grantStates),
    reason: z.string().optional(),
    requestedAt: time,
    decidedBy: z.string().optional(),
    decidedAt: time.optional(),
    expiresAt: time.optional(),
  })
  .meta({ id: 'ProfileGrant' });
export const newGrant = z.strictObject({
  profile: slug,
  personId: id,
  minutes: minutes.optional().describe('Absent: until it is revoked'),
  reason: text.optional(),
});
export const grantChange = z.strictObject({
  state: z.enum(['approved', 'denied', 'revoked']),
  minutes: minutes.optional().describe('Of an approval; absent: as long as was asked for'),
});
export const myProfilesQuery = z.strictObject({
  workspace: id.optional().describe('Slug or id; needed where you are a member of several'),
});
export const myProfileParams = z.strictObject({ profile: slug });
export const myProfile = z
  .strictObject({
    profile: slug,
    name: z.string(),
    isHeld: z.boolean(),
    heldUntil: time.optional(),
    requests: z.enum(['approval', 'just_in_time']).optional(),
    maxMinutes: minutes.optional(),
    isWaiting: z.boolean(),
  })
  .meta({ id: 'MyProfile' });
export const profileRequest = z.strictObject({ reason: text.optional(), minutes: minutes.optional() });

export const agentParams = workspaceParams.extend({ agent: agentId });
export const agentsQuery = listQuery.extend({
  state: z.enum(agentStates).optional(),
  hidden: z
    .enum(['false', 'true', 'all'])
    .default('false')
    .describe('Whether to list those in use, those that nobody used for long, or both'),
});
export const agent = z
  .strictObject({
    id: agentId,
    name: z.string(),
    kind: z.enum(kindsOfAgents),
    state: z.enum(agentStates),
    origin: z.enum(agentOrigins),
    ownerId: id.optional(),
    lifecycle: agentLifecycle,
    isHidden: z.boolean().describe('Not used for so long that it is not shown among those in use'),
    firstSeenAt: time,
    lastUsedAt: time.optional().describe('To the minute'),
    closedAt: time.optional(),
  })
  .meta({ id: 'Agent' });
export const newAgent = z.strictObject({
  id: agentId,
  name: title.optional(),
  kind: z.enum(kindsOfAgents).optional(),
  state: z.enum(['pending', 'allowed', 'blocked']).optional(),
  ownerId: id.optional(),
});
export const agentChange = z.strictObject({
  name: title.optional(),
  kind: z.enum(kindsOfAgents).optional(),
  state: z.enum(['pending', 'allowed', 'blocked']).optional(),
  ownerId: id.nullable().optional(),
  lifecycle: agentLifecycle.optional(),
});

export const killSwitchParams = workspaceParams.extend({ killSwitch: id });
export const killSwitch = z
  .strictObject({
    id,
    kind: z.enum(killSwitchKinds),
    subject: z.string().describe('Its id; of a tool `group.action`, or `group.action@connection`'),
    reason: z.string().optional(),
    setBy: z.string().optional(),
    setAt: time,
  })
  .meta({ id: 'KillSwitch' });
export const newKillSwitch = z.strictObject({
  kind: z.enum(killSwitchKinds),
  subject: z.string().min(1).max(2_000).optional().describe('Its id; absent for the workspace'),
  connectionId: id.optional().describe('Of a tool: on this connection alone'),
  reason: text.optional(),
});

export const ruleParams = workspaceParams.extend({ rule: slug });
const priority = z.int().min(0).max(1_000_000);
export const policyRule = ruleBody
  .extend({ id, slug, name: z.string(), priority, isEnabled: z.boolean(), createdAt: time })
  .meta({ id: 'PolicyRule' });
export const ruleChange = ruleBody.extend({
  name: title,
  priority: priority.default(100).describe('Smaller comes first'),
  isEnabled: z.boolean().default(true),
});
export const newRule = ruleChange.extend({ slug });

export const detectorParams = workspaceParams.extend({ detector: detectorSlug });
export const maskDetector = z
  .strictObject({ slug: detectorSlug, name: z.string(), expression: z.string(), createdAt: time })
  .meta({ id: 'MaskDetector' });
export const detectorChange = z.strictObject({
  name: title,
  expression: z.string().min(1).max(500).describe('RE2'),
});
export const newDetector = detectorChange.extend({ slug: detectorSlug });

export const document = governanceDocument.meta({ id: 'GovernanceDocument' });
export const plan = z
  .strictObject({
    changes: z.array(
      z.strictObject({
        part: z.string(),
        name: z.string(),
        change: z.enum(['create', 'change', 'remove']),
        fields: z.array(
          z.strictObject({ field: z.string(), before: z.string().optional(), after: z.string().optional() }),
        ),
      }),
    ),
  })
  .meta({ id: 'GovernancePlan' });

const json = z.string().max(20_000);
export const targetFacts = z.strictObject({
  kind: z.enum(['page', 'blogpost', 'comment', 'attachment', 'content', 'space']),
  id: z.string().exactOptional(),
  pageId: z.string().exactOptional(),
  spaceId: z.string().exactOptional(),
  spaceKey: z.string().exactOptional(),
  ancestors: z.array(z.string()).exactOptional(),
  labels: z.array(z.string()).exactOptional(),
  level: z.string().exactOptional(),
});
export const explainQuery = z.strictObject({
  person: id.optional().describe('Absent: an agent without a person'),
  agent: agentId,
  connection: id.describe('Slug or id'),
  tool: z.string().min(1).max(300).describe('`group.action`'),
  args: json.optional().describe('Arguments of the call, as JSON; absent: whether the tool is listed'),
  targets: json
    .optional()
    .describe(
      'What the call names with what is known of it, as a JSON list: `[{"kind":"page","id":"1","spaceKey":"ENG"}]`',
    ),
  phase: z
    .enum(['call', 'result'])
    .optional()
    .describe('`result`: whether an answer that shows the targets may leave'),
  scopes: z.string().optional().describe('Of the token, with spaces between them; absent: a key'),
  ip: z.string().max(100).optional(),
  signedInAt: z.coerce.number().int().min(0).optional(),
  readOnly: z.enum(['true', 'false']).optional().describe('Whether the address says ?readonly'),
});
export const explanation = z
  .strictObject({
    outcome: z.enum(['allow', 'deny', 'need', 'step_up', 'approval_required']),
    decider: z.strictObject({ link: z.string(), id: z.string().optional(), detail: z.string() }),
    rule: z
      .strictObject({ id, slug, name: z.string() })
      .optional()
      .describe('The rule that decided, where one did'),
    reads: z.string().optional().describe('How a refusal reads for the caller'),
    needs: z.array(z.string()).optional().describe('Facts about targets that were not given'),
    mask: z.array(z.string()).optional(),
    profiles: z.array(z.string()).optional(),
    links: z.array(
      z.strictObject({
        link: z.string(),
        state: z.enum(['passed', 'failed', 'asks', 'needs', 'not_reached']),
        deciding: z.boolean(),
        detail: z.string(),
      }),
    ),
    version: z.string(),
  })
  .meta({ id: 'Explanation' });
