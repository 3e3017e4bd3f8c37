import type { Actor, Change } from '../auth/administration/change.ts';
import { defaultClassification } from '../policy/view.ts';
import { listProfiles } from '../store/access-profiles.ts';
import { findAgent } from '../store/agents.ts';
import { strictSettings, type GovernanceSettings } from '../store/governance-settings.ts';
import type { Executor } from '../store/open-store.ts';
import { listRules } from '../store/policy-rules.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { findTool, listTools, type StoredTool } from '../store/tools.ts';
import { changeAgent, registerAgent } from './agents.ts';
import {
  applyHook,
  applyLimit,
  applyStream,
  removeHook,
  removeLimit,
  removeStream,
} from './apply-call-parts.ts';
import type { Applying } from './applying.ts';
import { changeGovernance, type GovernanceParts } from './change-governance.ts';
import { dropDetector, saveDetector } from './detectors.ts';
import { discoverIn, usedConnections } from './discover.ts';
import type { GovernanceDocument, Wrong } from './document.ts';
import { exportDocument } from './export-document.ts';
import { loadNames } from './names.ts';
import { isAsDecided, planDocument, type PlannedChange } from './plan-document.ts';
import { dropProfile, saveProfile } from './profiles.ts';
import { changeKeeping } from './record-keeping.ts';
import { checkDocument, createResolver, type Resolver } from './resolve-document.ts';
import { reviewTool, setHashOf } from './review.ts';
import { dropRule, saveRule } from './rules.ts';
import { stop } from './stop.ts';
import { dropToolset, saveToolset } from './toolsets.ts';

/**
 * Makes the governance of a workspace what a document says, in one transaction, and answers what that changed. Raises what
 * `wrong` makes of anything in the document that does not exist or does not read; then nothing is changed.
 */
export async function applyDocument(
  parts: GovernanceParts,
  actor: Actor,
  of: {
    readonly workspaceId: string;
    readonly document: GovernanceDocument;
    readonly wrong: Wrong;
    /** Called inside the transaction before anything is changed; raises where it must not be. */
    readonly guard?: (tx: Executor) => Promise<void>;
    /** Called with each change before any is made; raises for one that this person must not make. */
    readonly permit?: (change: PlannedChange) => void;
  },
): Promise<readonly PlannedChange[]> {
  return changeGovernance(parts, actor, async (change) => {
    await of.guard?.(change.tx);
    return applyIn(parts, change, actor, of);
  });
}

/** What applying a document would change: it is applied, and taken back. Raises as `applyDocument` does. */
export async function tryDocument(
  parts: GovernanceParts,
  actor: Actor,
  of: Parameters<typeof applyDocument>[2],
): Promise<readonly PlannedChange[]> {
  const now = await parts.store.now();
  let planned: readonly PlannedChange[] = [];
  const takenBack = new Error('taken back');
  await parts.store.db
    .transaction()
    .execute(async (tx) => {
      planned = await applyIn(parts, { tx, now, note: () => undefined }, actor, of);
      throw takenBack;
    })
    .catch((thrown: unknown) => {
      if (thrown !== takenBack) throw thrown;
    });
  return planned;
}

async function applyIn(
  parts: GovernanceParts,
  change: Change,
  actor: Actor,
  { workspaceId, document, wrong, permit }: Parameters<typeof applyDocument>[2],
): Promise<readonly PlannedChange[]> {
  const { catalogue } = parts;
  const { tx } = change;
  await checkDocument(document, wrong);
  const names = await loadNames(tx, workspaceId, catalogue);
  const resolver = createResolver(document, names, wrong);
  const connections = await usedConnections(tx, workspaceId);
  // Before anything is changed, and also where nothing will.
  checkAll(document, resolver);
  for (const [slug, { tools }] of Object.entries(document.connections ?? {})) {
    const connectionId = resolver.connection(slug, ['connections', slug]);
    for (const id of Object.keys(tools ?? {})) resolver.operation(id, ['connections', slug, 'tools', id]);
    // A decision is about a definition, which may be looked at for the first time.
    if (tools) await discoverIn(change, { workspaceId, connectionId }, catalogue);
  }
  const stored = new Map<string, readonly StoredTool[]>();
  for (const { id, slug } of connections) stored.set(slug, await listTools(tx, workspaceId, id));
  const changes = planDocument(await exportDocument(parts, tx, workspaceId), document, stored);
  if (permit) for (const one of changes) permit(one);
  const apply = { parts, change, actor, workspaceId, document, wrong, names, resolver, connections };
  // What is named comes before what names it, and goes after it.
  for (const part of made) for (const one of changesOf(changes, part, false)) await make(apply, one);
  for (const part of made.toReversed())
    for (const one of changesOf(changes, part, true)) await remove(apply, one);
  return changes;
}

const made: readonly PlannedChange['part'][] = [
  'settings',
  'connections',
  'tools',
  'detectors',
  'toolsets',
  'agents',
  'profiles',
  'rules',
  'limits',
  'hooks',
  'streams',
  'recordKeeping',
  'killSwitches',
];

function changesOf(
  changes: readonly PlannedChange[],
  part: PlannedChange['part'],
  removed: boolean,
): readonly PlannedChange[] {
  return changes.filter((one) => one.part === part && (one.change === 'remove') === removed);
}

async function make(applying: Applying, { part, name }: PlannedChange): Promise<void> {
  const { parts, change, workspaceId, document, resolver } = applying;
  switch (part) {
    case 'settings':
      return changeSettings(applying, (before) => ({ ...before, ...document.settings }));
    case 'connections': {
      const review = document.connections?.[name]?.review;
      const id = resolver.connection(name, ['connections', name]);
      return changeSettings(applying, (before) => {
        const { [id]: _before, ...others } = before.connectionReview;
        return { ...before, connectionReview: { ...others, ...(review !== undefined && { [id]: review }) } };
      });
    }
    case 'tools':
      return decideTool(applying, name);
    case 'detectors': {
      const detector = document.detectors?.[name];
      if (!detector) return;
      await saveDetector(parts, change, workspaceId, { slug: name, name, ...detector });
      return;
    }
    case 'toolsets': {
      const toolset = document.toolsets?.[name];
      if (!toolset) return;
      const tools = toolset.tools.map((tool, index) =>
        resolver.tool(tool, ['toolsets', name, 'tools', index]),
      );
      await saveToolset(parts, change, workspaceId, { slug: name, name, ...toolset, tools });
      return;
    }
    case 'agents':
      return applyAgent(applying, name);
    case 'profiles': {
      const profile = document.profiles?.[name];
      if (!profile) return;
      const body = resolver.profile(profile, ['profiles', name]);
      await saveProfile(parts, change, workspaceId, { slug: name, name: profile.name ?? name, body });
      return;
    }
    case 'rules': {
      const rule = document.rules?.[name];
      if (!rule) return;
      const { priority, enabled: isEnabled } = rule;
      const body = resolver.rule(rule, ['rules', name]);
      await saveRule(parts, change, workspaceId, {
        slug: name,
        name: rule.name ?? name,
        priority,
        isEnabled,
        body,
      });
      return;
    }
    case 'limits':
      return applyLimit(applying, name);
    case 'hooks':
      return applyHook(applying, name);
    case 'streams':
      return applyStream(applying, name);
    case 'recordKeeping':
      if (document.recordKeeping) await changeKeeping(change, workspaceId, document.recordKeeping);
      return;
    case 'killSwitches': {
      for (const [index, one] of (document.killSwitches ?? []).entries()) {
        if ([one.kind, one.subject, one.connection].filter(Boolean).join(' ') !== name) continue;
        const wanted = resolver.killSwitch(one, ['killSwitches', index]);
        const { kind, reason } = one;
        await stop(parts, change, applying.actor, workspaceId, { kind, reason, ...wanted });
      }
      return;
    }
    default:
      part satisfies never;
  }
}

async function remove(applying: Applying, { part, name }: PlannedChange): Promise<void> {
  const { change, workspaceId } = applying;
  const { tx } = change;
  switch (part) {
    case 'tools':
      return decideTool(applying, name);
    case 'detectors':
      return dropDetector(change, workspaceId, name);
    case 'toolsets':
      return dropToolset(change, workspaceId, name);
    case 'profiles': {
      const profile = (await listProfiles(tx, workspaceId)).find(({ slug }) => slug === name);
      if (profile) await dropProfile(change, workspaceId, profile);
      return;
    }
    case 'rules': {
      const rule = (await listRules(tx, workspaceId)).find(({ slug }) => slug === name);
      if (rule) await dropRule(change, workspaceId, rule);
      return;
    }
    case 'limits':
      return removeLimit(applying, name);
    case 'hooks':
      return removeHook(applying, name);
    case 'streams':
      return removeStream(applying, name);
    // Parts of which nothing is removed.
    case 'settings':
    case 'connections':
    case 'agents':
    case 'recordKeeping':
    case 'killSwitches':
      return;
    default:
      part satisfies never;
  }
}

async function changeSettings(
  { change: { tx, now, note }, workspaceId }: Applying,
  work: (before: GovernanceSettings) => GovernanceSettings,
): Promise<void> {
  const before = (await readSetting(tx, 'governance', workspaceId)) ?? strictSettings;
  await writeSetting(tx, { name: 'governance', scope: workspaceId, value: work(before), now });
  note({ workspaceId, operation: 'governance.settings_changed' });
}

async function decideTool(applying: Applying, name: string): Promise<void> {
  const { parts, change, actor, workspaceId, document, wrong, resolver, connections } = applying;
  const [slug = '', ...rest] = name.split('/');
  const operationId = rest.join('/');
  const place = ['connections', slug, 'tools', operationId];
  const connection = connections.find((one) => one.slug === slug);
  if (!connection) return;
  const key = { workspaceId, connectionId: resolver.connection(slug, place), operationId };
  const tool = await findTool(change.tx, key);
  if (!tool) throw wrong(place, 'is not offered on this connection');
  const decision = document.connections?.[slug]?.tools?.[operationId] ?? { state: 'pending' as const };
  const usual = defaultClassification(tool.definition.effect);
  const classified = {
    action: ('action' in decision ? decision.action : undefined) ?? usual.action,
    risk: ('risk' in decision ? decision.risk : undefined) ?? usual.risk,
  };
  const pinned = 'definition' in decision ? decision.definition : undefined;
  const needsDecision = !isAsDecided({ ...tool, ...classified }, decision);
  if (needsDecision && decision.state === 'approved' && pinned !== undefined && pinned !== tool.hash)
    throw wrong(place, `is not as it was approved: its definition is ${tool.hash} now`);
  await reviewTool(change, actor.userId, key, setHashOf(parts, connection), {
    ...classified,
    ...(needsDecision && { state: decision.state }),
  });
}

async function applyAgent({ change, workspaceId, document, resolver }: Applying, id: string): Promise<void> {
  const agent = document.agents?.[id];
  if (!agent) return;
  const { name, kind, state, owner, lifecycle = {} } = agent;
  const ownerId = owner === undefined ? undefined : resolver.person(owner, ['agents', id, 'owner']);
  const before = await findAgent(change.tx, { workspaceId, id });
  const wanted = { kind, state, lifecycle, name: name ?? id };
  if (before) await changeAgent(change, before, { ...wanted, ownerId: ownerId ?? null });
  else await registerAgent(change, workspaceId, { id, ...wanted, ...(ownerId !== undefined && { ownerId }) });
}

function checkAll(document: GovernanceDocument, resolver: Resolver): void {
  for (const [slug, { tools }] of Object.entries(document.toolsets ?? {}))
    for (const [index, tool] of tools.entries()) resolver.tool(tool, ['toolsets', slug, 'tools', index]);
  for (const [slug, profile] of Object.entries(document.profiles ?? {}))
    resolver.profile(profile, ['profiles', slug]);
  for (const [slug, rule] of Object.entries(document.rules ?? {})) resolver.rule(rule, ['rules', slug]);
  for (const [index, limit] of (document.limits ?? []).entries()) resolver.limited(limit, ['limits', index]);
  for (const [slug, hook] of Object.entries(document.hooks ?? {})) resolver.hook(hook, ['hooks', slug]);
  for (const [id, { owner }] of Object.entries(document.agents ?? {}))
    if (owner !== undefined) resolver.person(owner, ['agents', id, 'owner']);
  for (const [index, one] of (document.killSwitches ?? []).entries())
    resolver.killSwitch(one, ['killSwitches', index]);
}
