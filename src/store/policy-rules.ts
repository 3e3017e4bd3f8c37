import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { NewId } from '../kernel/ids.ts';
import { kindsOfAgents } from './access-profiles.ts';
import { jsonColumn } from './json-column.ts';
import type { Executor } from './open-store.ts';
import type { Schema } from './schema.ts';
import { toolActions, toolRisks } from './tools.ts';

const names = z.array(z.string().min(1).max(500)).max(1_000).exactOptional();

const target = z.strictObject({
  /** `pages.get`, `pages.*`, `api:cloud-v2/*`. */
  tools: names,
  actions: z.array(z.enum(toolActions)).exactOptional(),
  risks: z.array(z.enum(toolRisks)).exactOptional(),
  /** Ids. */
  connections: names,
  groups: names,
  people: names,
  agents: names,
  agentKinds: z.array(z.enum(kindsOfAgents)).exactOptional(),
  spaces: z
    .array(
      z
        .strictObject({
          id: z.string().min(1).max(100).exactOptional(),
          key: z.string().min(1).max(255).exactOptional(),
        })
        .refine(({ id, key }) => id !== undefined || key !== undefined, {
          error: 'names an id, a key, or both',
        }),
    )
    .max(1_000)
    .exactOptional(),
});

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allow') }),
  z.strictObject({ kind: z.literal('deny') }),
  z.strictObject({
    kind: z.literal('step_up'),
    withinMs: z
      .int()
      .min(1_000)
      .max(31_536_000_000)
      .describe('The sign-in must not be older, in milliseconds'),
  }),
  z.strictObject({
    kind: z.literal('approval_required'),
    by: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('person') }),
      z.strictObject({ kind: z.literal('group'), group: z.string().min(1).max(200) }),
    ]),
  }),
  z.strictObject({ kind: z.literal('mask'), detectors: z.array(z.string().min(1).max(100)).min(1).max(100) }),
]);

/** What a rule is about, when it applies and what it does; groups, people and connections are named by id. */
export const ruleBody = z.strictObject({
  target: target.default({}),
  /** CEL; absent means always. */
  condition: z.string().min(1).max(2_000).exactOptional(),
  outcome,
});
export type RuleBody = z.output<typeof ruleBody>;
export const ruleColumn = jsonColumn('policy_rules.body_json', ruleBody);

export interface StoredRule {
  readonly workspaceId: string;
  readonly id: string;
  /** Its name in configuration; never changes. */
  readonly slug: string;
  readonly name: string;
  /** Smaller comes first. */
  readonly priority: number;
  readonly isEnabled: boolean;
  readonly body: RuleBody;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the rule of this slug, or changes the one that is there. */
export async function putRule(
  db: Executor,
  rule: Omit<StoredRule, 'id' | 'createdAt' | 'updatedAt'> & { readonly now: number },
  newId: NewId,
): Promise<StoredRule> {
  const { workspaceId, slug, name, priority, isEnabled, body, now } = rule;
  const changing = {
    name,
    priority,
    is_enabled: Number(isEnabled),
    body_json: ruleColumn.write(body),
    updated_at: now,
  };
  const row = await db
    .insertInto('policy_rules')
    .values({ workspace_id: workspaceId, id: newId('rul'), slug, created_at: now, ...changing })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'slug']).doUpdateSet(changing))
    .returningAll()
    .executeTakeFirstOrThrow();
  return ruleOf(row);
}

/** By slug. */
export async function listRules(db: Executor, workspaceId: string): Promise<StoredRule[]> {
  const rows = await db
    .selectFrom('policy_rules')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('slug')
    .execute();
  return rows.map(ruleOf);
}

export async function removeRule(db: Executor, workspaceId: string, slug: string): Promise<void> {
  await db
    .deleteFrom('policy_rules')
    .where('workspace_id', '=', workspaceId)
    .where('slug', '=', slug)
    .execute();
}

function ruleOf(row: Selectable<Schema['policy_rules']>): StoredRule {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    slug: row.slug,
    name: row.name,
    priority: row.priority,
    isEnabled: row.is_enabled === 1,
    body: ruleColumn.read(row.body_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
