import { defaultClassification } from '../policy/view.ts';
import type { StoredTool } from '../store/tools.ts';
import { differences, type FieldDifference } from './definition-difference.ts';
import {
  governanceDocument,
  type DocumentTool,
  type GovernanceDocument,
  type WrittenDocument,
} from './document.ts';
import { inOrder, limitName } from './export-document.ts';

/** One thing that applying a document makes, changes or removes. */
export interface PlannedChange {
  readonly part: keyof GovernanceDocument | 'tools';
  /** Its slug, id or name; of a tool `connection/group.action`. */
  readonly name: string;
  readonly change: 'create' | 'change' | 'remove';
  readonly fields: readonly FieldDifference[];
}

/** Parts whose things are removed where a document does not name them, in the order in which they may be made. */
const wholeParts = ['detectors', 'toolsets', 'profiles', 'rules', 'hooks', 'streams'] as const;

/** What applying `wanted` to what is there changes. Of what is there `current` says it as an export does. */
export function planDocument(
  current: WrittenDocument,
  wanted: GovernanceDocument,
  tools: ReadonlyMap<string, readonly StoredTool[]>,
): readonly PlannedChange[] {
  const is = ordered(governanceDocument.parse(current, { jitless: true }));
  const shall = ordered(wanted);
  const changes: PlannedChange[] = [];
  if (shall.settings) add(changes, 'settings', 'settings', is.settings, shall.settings);
  for (const [name, { review, tools: decisions }] of Object.entries(shall.connections ?? {})) {
    const before = is.connections?.[name];
    const reviewed = (rule: typeof review) => (rule === undefined ? {} : { review: rule });
    add(changes, 'connections', name, reviewed(before?.review), reviewed(review));
    if (!decisions) continue;
    const stored = new Map((tools.get(name) ?? []).map((tool) => [tool.operationId, tool]));
    const decided = [...new Set([...Object.keys(decisions), ...Object.keys(before?.tools ?? {})])];
    for (const operationId of decided.toSorted(inOrder)) {
      const shown = before?.tools?.[operationId];
      const decision = decisions[operationId];
      const tool = stored.get(operationId);
      if (decision && tool && isAsDecided(tool, decision)) continue;
      add(changes, 'tools', `${name}/${operationId}`, shown, decision);
    }
  }
  for (const part of wholeParts) {
    const [have, want] = [is[part] ?? {}, shall[part]];
    if (!want) continue;
    for (const name of [...new Set([...Object.keys(have), ...Object.keys(want)])].toSorted(inOrder))
      add(changes, part, name, have[name], want[name]);
  }
  if (shall.limits) {
    const [have, want] = [limitsOf(is), limitsOf(shall)];
    for (const name of [...new Set([...have.keys(), ...want.keys()])].toSorted(inOrder))
      add(changes, 'limits', name, have.get(name), want.get(name));
  }
  if (shall.recordKeeping) add(changes, 'recordKeeping', 'record', is.recordKeeping, shall.recordKeeping);
  for (const [name, agent] of Object.entries(shall.agents ?? {}))
    add(changes, 'agents', name, is.agents?.[name], agent);
  const keyOf = ({
    kind,
    subject = '',
    connection,
  }: NonNullable<GovernanceDocument['killSwitches']>[number]) =>
    [kind, subject, connection].filter(Boolean).join(' ');
  const set = new Set((is.killSwitches ?? []).map(keyOf));
  for (const one of shall.killSwitches ?? [])
    if (!set.has(keyOf(one))) add(changes, 'killSwitches', keyOf(one), undefined, one);
  return changes;
}

function limitsOf({ limits = [] }: GovernanceDocument) {
  return new Map(limits.map((limit) => [limitName(limit), { amount: limit.amount }]));
}

/**
 * Whether a decision of a document holds already. Approved means approved once, as the pin says: that a definition has
 * changed since is for a person to look at, not for a document to wave through.
 */
export function isAsDecided(tool: StoredTool, decision: DocumentTool): boolean {
  const usual = defaultClassification(tool.definition.effect);
  const { state, definition, action = usual.action, risk = usual.risk } = decision;
  if (tool.action !== action || tool.risk !== risk) return false;
  switch (state) {
    case 'approved':
      return tool.approved !== undefined && (definition === undefined || tool.approved.hash === definition);
    case 'disabled':
      return tool.state === 'disabled';
    case 'pending':
      return tool.state === 'pending';
    default:
      return state satisfies never;
  }
}

function add(
  changes: PlannedChange[],
  part: PlannedChange['part'],
  name: string,
  before: unknown,
  after: unknown,
): void {
  const fields = differences([], before, after);
  if (fields.length === 0) return;
  const change = before === undefined ? 'create' : after === undefined ? 'remove' : 'change';
  changes.push({
    part,
    name,
    change,
    fields: change === 'remove' ? [] : differences([], before ?? {}, after),
  });
}

/** With lists whose order means nothing in one order, and names that say nothing filled in. */
function ordered(document: GovernanceDocument): GovernanceDocument {
  const { settings, toolsets, profiles, detectors, rules, agents, hooks, streams } = document;
  return {
    ...document,
    ...(settings && { settings: { ...settings, agentKinds: sorted(settings.agentKinds) } }),
    ...(toolsets && {
      toolsets: named(toolsets, (toolset) => ({ ...toolset, tools: sorted(toolset.tools) })),
    }),
    ...(detectors && { detectors: named(detectors, (detector) => detector) }),
    ...(agents && { agents: named(agents, ({ lifecycle = {}, ...agent }) => ({ ...agent, lifecycle })) }),
    ...(rules && { rules: named(rules, (rule) => rule) }),
    ...(hooks && { hooks: named(hooks, (hook) => hook) }),
    ...(streams && { streams: named(streams, (stream) => stream) }),
    ...(profiles && {
      profiles: named(profiles, (profile) => ({
        ...profile,
        toolsets: sorted(profile.toolsets),
        people: sorted(profile.people),
        groups: sorted(profile.groups),
        agents: sorted(profile.agents),
        agentKinds: sorted(profile.agentKinds),
        ...(profile.requests && {
          requests: { ...profile.requests, groups: sorted(profile.requests.groups) },
        }),
      })),
    }),
  };
}

function sorted<T extends string>(names: readonly T[]): T[] {
  return [...new Set(names)].toSorted(inOrder);
}

function named<T extends { readonly name?: string }>(
  things: Record<string, T>,
  order: (thing: T) => T,
): Record<string, T & { readonly name: string }> {
  return Object.fromEntries(
    Object.entries(things).map(([slug, thing]) => [slug, { ...order(thing), name: thing.name ?? slug }]),
  );
}
