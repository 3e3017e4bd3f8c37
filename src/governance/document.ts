// The governance of a workspace as a document: what `weir export` writes, `weir apply` takes, and what may stand under
// `governance:` in the configuration file. People are named by address, groups by name, connections and everything else by
// slug; no secret has a place in it.

import { z } from 'zod';
import { usualKeeping } from '../audit/record-keeping.ts';
import { kindsOfAgents, profileBody } from '../store/access-profiles.ts';
import { agentLifecycle } from '../store/agents.ts';
import { streamTarget } from '../store/audit-streams.ts';
import { limitMeasures, limitSubjects } from '../store/call-limits.ts';
import { governanceSettings, reviewRule } from '../store/governance-settings.ts';
import { hookBody } from '../store/hooks.ts';
import { killSwitchKinds } from '../store/kill-switches.ts';
import { ruleBody } from '../store/policy-rules.ts';
import { keepingDays, keptValues } from '../store/settings.ts';
import { toolActions, toolRisks } from '../store/tools.ts';

const title = z.string().trim().min(1).max(200);

export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: 'must be lower-case letters, digits and hyphens',
});
export const detectorSlug = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, {
  error: 'must be lower-case letters, digits and underscores, at most 40',
});

const tool = z.strictObject({
  state: z.enum(['approved', 'disabled', 'pending']),
  /** Hash of the definition that was approved; absent: whatever it is when it is approved. */
  definition: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'must be 64 hexadecimal digits' })
    .exactOptional(),
  action: z.enum(toolActions).exactOptional(),
  risk: z.enum(toolRisks).exactOptional(),
});

const lists = <T extends z.ZodType>(key: z.ZodString, item: T) => z.record(key, item).exactOptional();

const limit = z.strictObject({
  subjectKind: z.enum(limitSubjects),
  /** An address, a slug, a tool or the id of an agent; `*` for each of the kind that has no limit of its own. */
  subject: z.string().min(1).max(2_000),
  measure: z.enum(limitMeasures),
  amount: z.int().min(0).max(1_000_000_000),
});

/** A part that is there is the whole of it: what it does not name is removed. Parts that are absent stay as they are. */
export const governanceDocument = z.strictObject({
  settings: governanceSettings.omit({ connectionReview: true }).exactOptional(),
  /** Those that are named. `tools`: every decision that people made about the connection's tools. */
  connections: lists(
    slug,
    z.strictObject({
      review: reviewRule.exactOptional(),
      tools: z.record(z.string().min(1).max(300), tool).exactOptional(),
    }),
  ),
  detectors: lists(
    detectorSlug,
    z.strictObject({ name: title.exactOptional(), expression: z.string().max(500) }),
  ),
  /** `connection/group.action`. */
  toolsets: lists(
    slug,
    z.strictObject({ name: title.exactOptional(), tools: z.array(z.string().regex(/^[^/]+\/.+$/)) }),
  ),
  /** Agents that are named; others stay as they are, since they come by themselves. */
  agents: lists(
    z.string().min(1).max(2_000),
    z.strictObject({
      name: title.exactOptional(),
      kind: z.enum(kindsOfAgents),
      state: z.enum(['pending', 'allowed', 'blocked']),
      owner: z.string().exactOptional(),
      lifecycle: agentLifecycle.exactOptional(),
    }),
  ),
  profiles: lists(slug, profileBody.extend({ name: title.exactOptional() })),
  rules: lists(
    slug,
    ruleBody.extend({
      name: title.exactOptional(),
      priority: z.int().min(0).max(1_000_000).default(100),
      enabled: z.boolean().default(true),
    }),
  ),
  /** One for each subject and measure. */
  limits: z.array(limit).max(10_000).exactOptional(),
  /** The secret of an endpoint is made with it, and stays when it is changed. */
  hooks: lists(
    slug,
    hookBody.extend({
      name: title.exactOptional(),
      priority: z.int().min(0).max(1_000_000).default(1_000),
      enabled: z.boolean().default(true),
    }),
  ),
  /** Where the record is sent, from when it is applied; secrets as those of hooks. */
  streams: lists(
    slug,
    z.strictObject({
      name: title.exactOptional(),
      target: streamTarget,
      enabled: z.boolean().default(true),
    }),
  ),
  recordKeeping: z
    .strictObject({
      values: z.enum(keptValues).default(usualKeeping.values),
      valuesDays: keepingDays.default(usualKeeping.valuesDays),
      days: keepingDays.min(30).nullable().default(usualKeeping.days),
    })
    .exactOptional(),
  /** Set where they are not; applying a document never lifts one. */
  killSwitches: z
    .array(
      z.strictObject({
        kind: z.enum(killSwitchKinds),
        subject: z.string().min(1).max(2_000).exactOptional(),
        connection: z.string().exactOptional(),
        reason: z.string().max(1_000).exactOptional(),
      }),
    )
    .exactOptional(),
});

/** As people write it. */
export type WrittenDocument = z.input<typeof governanceDocument>;
/** With what is usual filled in. */
export type GovernanceDocument = z.output<typeof governanceDocument>;
type Part<K extends keyof GovernanceDocument> = NonNullable<GovernanceDocument[K]>;
type Item<K extends keyof GovernanceDocument> = Part<K> extends Record<string, infer T> ? T : never;
export type DocumentProfile = Item<'profiles'>;
export type DocumentRule = Item<'rules'>;
export type DocumentAgent = Item<'agents'>;
export type DocumentTool = NonNullable<Item<'connections'>['tools']>[string];
export type DocumentHook = Item<'hooks'>;
export type DocumentLimit = Part<'limits'>[number];
export type DocumentKillSwitch = Part<'killSwitches'>[number];

/** The place of something in a document. */
export type Place = readonly (string | number)[];

/** Raises what is wrong at a place, in the words of whoever read the document. */
export type Wrong = (place: Place, what: string) => Error;
