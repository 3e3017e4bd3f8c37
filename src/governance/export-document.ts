import { recordKeeping } from '../audit/record-keeping.ts';
import { defaultClassification } from '../policy/view.ts';
import { kindsOfAgents, listProfiles, type StoredProfile } from '../store/access-profiles.ts';
import { listAgents } from '../store/agents.ts';
import { listStreams } from '../store/audit-streams.ts';
import { eachSubject, listLimits, type StoredLimit } from '../store/call-limits.ts';
import { strictSettings } from '../store/governance-settings.ts';
import { listHooks, type StoredHook } from '../store/hooks.ts';
import { listKillSwitches } from '../store/kill-switches.ts';
import { listDetectors } from '../store/mask-detectors.ts';
import type { Executor } from '../store/open-store.ts';
import { listRules, type StoredRule } from '../store/policy-rules.ts';
import { readSetting } from '../store/settings.ts';
import { listTools, type StoredTool } from '../store/tools.ts';
import { listToolsets } from '../store/toolsets.ts';
import type { GovernanceParts } from './change-governance.ts';
import type {
  DocumentAgent,
  DocumentKillSwitch,
  DocumentLimit,
  DocumentTool,
  WrittenDocument,
} from './document.ts';
import { usedConnections } from './discover.ts';
import { loadNames, type Names } from './names.ts';
import { byClassification } from './review-discovered.ts';
import { renameProfile, renameRule, type Renaming } from './rename.ts';

/**
 * The whole governance of a workspace, with stable names and in a stable order. What somebody names that is gone is left out,
 * as it decides nothing. Requests for profiles and what was given by them are no part of it: people and the clock make them.
 */
export async function exportDocument(
  { catalogue }: Pick<GovernanceParts, 'catalogue'>,
  db: Executor,
  workspaceId: string,
): Promise<WrittenDocument> {
  const names = await loadNames(db, workspaceId, catalogue);
  const to = namesOf(names);
  const { connectionReview, ...settings } =
    (await readSetting(db, 'governance', workspaceId)) ?? strictSettings;
  const tools = Map.groupBy(await listTools(db, workspaceId), ({ connectionId }) => connectionId);
  const connections = await usedConnections(db, workspaceId);
  return {
    settings: { ...settings, agentKinds: kindsOfAgents.filter((kind) => settings.agentKinds.includes(kind)) },
    connections: byName(connections, ({ id, slug }) => {
      const review = connectionReview[id];
      return [
        slug,
        {
          ...(review !== undefined && { review }),
          tools: byName(tools.get(id) ?? [], (tool) => {
            const shown = toolOf(tool);
            return shown && [tool.operationId, shown];
          }),
        },
      ];
    }),
    detectors: byName(await listDetectors(db, workspaceId), ({ slug, name, expression }) => [
      slug,
      { ...titled(name, slug), expression },
    ]),
    toolsets: byName(await listToolsets(db, workspaceId), ({ slug, name, tools: held }) => [
      slug,
      {
        ...titled(name, slug),
        tools: held
          .flatMap(({ connectionId, operationId }) =>
            to.connection(connectionId, []).map((connection) => `${connection}/${operationId}`),
          )
          .toSorted(inOrder),
      },
    ]),
    agents: byName(await listAgents(db, workspaceId), ({ id, name, kind, state, ownerId, lifecycle }) => {
      // What waits or was closed by the clock is nobody's decision.
      if (state === 'pending' || state === 'closed') return undefined;
      const [owner] = ownerId === undefined ? [] : to.person(ownerId, []);
      const agent: DocumentAgent = {
        ...titled(name, id),
        kind,
        state,
        ...(owner !== undefined && { owner }),
        ...(Object.keys(lifecycle).length > 0 && { lifecycle }),
      };
      return [id, agent];
    }),
    profiles: byName(await listProfiles(db, workspaceId), (profile) => [
      profile.slug,
      profileOf(profile, to, names),
    ]),
    rules: byName(await listRules(db, workspaceId), (rule) => [rule.slug, ruleOf(rule, to)]),
    limits: (await listLimits(db, workspaceId))
      .flatMap((limit) => limitOf(limit, names))
      .toSorted((one, other) => inOrder(limitName(one), limitName(other))),
    hooks: byName(await listHooks(db, workspaceId), (hook) => [hook.slug, hookOf(hook)]),
    streams: byName(await listStreams(db, workspaceId), ({ slug, name, url, isEnabled }) => [
      slug,
      { ...titled(name, slug), target: url, ...(!isEnabled && { enabled: false }) },
    ]),
    recordKeeping: await recordKeeping(db, workspaceId),
    killSwitches: (await listKillSwitches(db, workspaceId)).flatMap(({ kind, subject, reason }) => {
      const named = subjectOf(kind, subject, to);
      return named ? [{ ...named, ...(reason !== undefined && { reason }) }] : [];
    }),
  };
}

/** By what people made known: its pin, and how it is classified where that is not the usual way. */
function toolOf(tool: StoredTool): DocumentTool | undefined {
  const usual = defaultClassification(tool.definition.effect);
  const isDecided = tool.decidedBy !== undefined && tool.decidedBy !== byClassification;
  const isUsual = tool.action === usual.action && tool.risk === usual.risk;
  if (tool.state === 'removed' || (isUsual && !(isDecided && tool.state !== 'pending'))) return undefined;
  const state = tool.approved ? 'approved' : tool.state === 'disabled' ? 'disabled' : 'pending';
  return {
    state,
    ...(tool.approved && { definition: tool.approved.hash }),
    ...(!isUsual && { action: tool.action, risk: tool.risk }),
  };
}

function profileOf({ slug, name, body }: StoredProfile, to: Renaming, known: Names) {
  const { everybody, people, groups, agentKinds, toolsets, constraints, requests, ...rest } = renameProfile(
    body,
    to,
    [],
  );
  const agents = rest.agents.filter((agent) => known.agents.has(agent));
  const { readOnly, ...limits } = constraints;
  const written = { ...limits, ...(readOnly && { readOnly }) };
  return {
    ...titled(name, slug),
    toolsets: toolsets.toSorted(inOrder),
    ...(everybody && { everybody }),
    ...(people.length > 0 && { people: people.toSorted(inOrder) }),
    ...(groups.length > 0 && { groups: groups.toSorted(inOrder) }),
    ...(agents.length > 0 && { agents: agents.toSorted(inOrder) }),
    ...(agentKinds.length < kindsOfAgents.length && {
      agentKinds: kindsOfAgents.filter((kind) => agentKinds.includes(kind)),
    }),
    ...(Object.keys(written).length > 0 && { constraints: written }),
    ...(requests && {
      requests: {
        mode: requests.mode,
        ...(requests.groups.length > 0 && { groups: requests.groups.toSorted(inOrder) }),
        ...(requests.maxMinutes !== undefined && { maxMinutes: requests.maxMinutes }),
      },
    }),
  };
}

function ruleOf({ slug, name, priority, isEnabled, body }: StoredRule, to: Renaming) {
  const { target, condition, outcome } = renameRule(body, to, []);
  return {
    ...titled(name, slug),
    priority,
    ...(!isEnabled && { enabled: false }),
    ...(Object.keys(target).length > 0 && { target }),
    ...(condition !== undefined && { condition }),
    outcome,
  };
}

/** What tells limits apart: there is one of each name. */
export function limitName({ subjectKind, subject, measure }: Omit<DocumentLimit, 'amount'>): string {
  return `${subjectKind} ${subject} ${measure}`;
}

/** A limit by names; nothing of what it limits is gone. */
export function limitOf(
  { subjectKind, subject, measure, amount }: StoredLimit,
  names: Names,
): readonly DocumentLimit[] {
  const name = subject === eachSubject ? subject : limited(subjectKind, subject, names);
  return name === undefined ? [] : [{ subjectKind, subject: name, measure, amount }];
}

/** What a limit is of, by name. */
function limited(kind: StoredLimit['subjectKind'], subject: string, names: Names): string | undefined {
  switch (kind) {
    case 'person':
      return names.people.get(subject);
    case 'connection':
      return names.connections.get(subject);
    case 'profile':
      return names.profiles.get(subject);
    case 'agent':
      return names.agents.has(subject) ? subject : undefined;
    case 'tool':
      return names.operations.has(subject) ? subject : undefined;
    default:
      return kind satisfies never;
  }
}

function hookOf({ slug, name, priority, isEnabled, body: { filter, action } }: StoredHook) {
  return {
    ...titled(name, slug),
    priority,
    ...(!isEnabled && { enabled: false }),
    ...(Object.keys(filter).length > 0 && { filter }),
    action,
  };
}

function subjectOf(
  kind: DocumentKillSwitch['kind'],
  subject: string,
  to: Renaming,
): DocumentKillSwitch | undefined {
  switch (kind) {
    case 'workspace':
      return { kind };
    case 'agent':
      return { kind, subject };
    case 'connection': {
      const [connection] = to.connection(subject, []);
      return connection === undefined ? undefined : { kind, subject: connection };
    }
    case 'person': {
      const [person] = to.person(subject, []);
      return person === undefined ? undefined : { kind, subject: person };
    }
    case 'tool': {
      const [operation = '', connectionId] = subject.split('@');
      if (connectionId === undefined) return { kind, subject: operation };
      const [connection] = to.connection(connectionId, []);
      return connection === undefined ? undefined : { kind, subject: operation, connection };
    }
    default:
      return kind satisfies never;
  }
}

function namesOf({ people, groups, connections }: Names): Renaming {
  const named = (known: ReadonlyMap<string, string>) => (id: string) => {
    const name = known.get(id);
    return name === undefined ? [] : [name];
  };
  return { person: named(people), group: named(groups), connection: named(connections) };
}

function titled(name: string, slug: string): { readonly name?: string } {
  return name === slug ? {} : { name };
}

/** A mapping in the order of its names. */
function byName<Item, Shown>(
  items: readonly Item[],
  show: (item: Item) => readonly [name: string, shown: Shown] | undefined,
): Record<string, Shown> {
  const shown = items.flatMap((item) => {
    const one = show(item);
    return one ? [one] : [];
  });
  return Object.fromEntries(shown.toSorted(([one], [other]) => inOrder(one, other)));
}

export function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
