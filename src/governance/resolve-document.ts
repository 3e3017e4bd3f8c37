import { checkCondition } from '../policy/cel/condition.ts';
import type { ProfileBody } from '../store/access-profiles.ts';
import type { RuleBody } from '../store/policy-rules.ts';
import { builtInNames } from '../policy/masking/detector-names.ts';
import { eachSubject } from '../store/call-limits.ts';
import { detectorFault } from './detectors.ts';
import type {
  DocumentHook,
  DocumentKillSwitch,
  DocumentLimit,
  DocumentProfile,
  DocumentRule,
  GovernanceDocument,
  Place,
  Wrong,
} from './document.ts';
import { hookFault } from './hooks.ts';
import { limitName } from './export-document.ts';
import { patternIsKnown, type Names } from './names.ts';
import { renameProfile, renameRule, type Renaming } from './rename.ts';
import { maintainedToolsets } from './view-of.ts';

/** A document's names as ids. Everything raises, with its place, what names something that does not exist. */
export interface Resolver {
  connection(slug: string, place: Place): string;
  person(email: string, place: Place): string;
  /** Of `connection/group.action`. */
  tool(name: string, place: Place): { readonly connectionId: string; readonly operationId: string };
  operation(id: string, place: Place): string;
  profile(profile: DocumentProfile, place: Place): ProfileBody;
  rule(rule: DocumentRule, place: Place): RuleBody;
  /** The id of what it is of; undefined for a profile that the document makes, which has none yet. */
  limited(limit: DocumentLimit, place: Place): string | undefined;
  hook(hook: DocumentHook, place: Place): void;
  killSwitch(
    killSwitch: DocumentKillSwitch,
    place: Place,
  ): { readonly subject?: string; readonly connectionId?: string };
}

export function createResolver(document: GovernanceDocument, names: Names, wrong: Wrong): Resolver {
  const ids = (known: ReadonlyMap<string, string>) => new Map([...known].map(([id, name]) => [name, id]));
  const people = ids(new Map([...names.people].map(([id, email]) => [id, email.toLowerCase()])));
  const groups = ids(names.groups);
  const connections = ids(names.connections);
  const profiles = ids(names.profiles);
  // What the document does not name is removed by it.
  const toolsets = document.toolsets
    ? new Set([...Object.keys(maintainedToolsets), ...Object.keys(document.toolsets)])
    : names.toolsets;
  const detectors = document.detectors
    ? new Set([...builtInNames, ...Object.keys(document.detectors)])
    : names.detectors;
  const agents = new Set([...names.agents, ...Object.keys(document.agents ?? {})]);
  const hasProfile = (slug: string) => (document.profiles ? slug in document.profiles : profiles.has(slug));

  const missing = (place: Place, thing: string, name: string): Error =>
    wrong(place, `names the ${thing} ${name}, which does not exist`);
  const idOf = (known: ReadonlyMap<string, string>, thing: string, name: string, place: Place): string => {
    const id = known.get(name);
    if (id === undefined) throw missing(place, thing, name);
    return id;
  };
  const all = (
    list: readonly string[] | undefined,
    thing: string,
    has: (name: string) => boolean,
    place: Place,
  ): void => {
    for (const [index, name] of (list ?? []).entries())
      if (!has(name)) throw missing([...place, index], thing, name);
  };

  const connection = (slug: string, place: Place): string => idOf(connections, 'connection', slug, place);
  const person = (email: string, place: Place): string => idOf(people, 'person', email.toLowerCase(), place);
  const operation = (id: string, place: Place): string => {
    if (!names.operations.has(id)) throw missing(place, 'tool', id);
    return id;
  };
  const to: Renaming = {
    person: (name, place) => [person(name, place)],
    group: (name, place) => [idOf(groups, 'group', name, place)],
    connection: (name, place) => [connection(name, place)],
  };

  return {
    connection,
    person,
    operation,
    tool(name, place) {
      const [slug = '', ...rest] = name.split('/');
      return { connectionId: connection(slug, place), operationId: operation(rest.join('/'), place) };
    },
    profile({ name: _name, ...body }, place) {
      all(body.toolsets, 'toolset', (name) => toolsets.has(name), [...place, 'toolsets']);
      all(body.agents, 'agent', (name) => agents.has(name), [...place, 'agents']);
      return renameProfile(body, to, place);
    },
    rule({ name: _name, priority: _priority, enabled: _enabled, ...body }, place) {
      const { target, condition, outcome } = body;
      if (condition !== undefined) {
        const reading = checkCondition(condition);
        if (!reading.ok) {
          const { message, start } = reading.fault;
          throw wrong([...place, 'condition'], `does not read at character ${start + 1}: ${message}`);
        }
      }
      const isKnown = (pattern: string) => patternIsKnown(pattern, names.operations);
      all(target.tools, 'tool', isKnown, [...place, 'target', 'tools']);
      if (outcome.kind === 'mask')
        all(outcome.detectors, 'detector', (name) => detectors.has(name), [...place, 'outcome', 'detectors']);
      return renameRule(body, to, place);
    },
    limited({ subjectKind, subject }, place) {
      if (subject === eachSubject) return subject;
      const at = [...place, 'subject'];
      switch (subjectKind) {
        case 'person':
          return person(subject, at);
        case 'connection':
          return connection(subject, at);
        case 'tool':
          return operation(subject, at);
        case 'agent':
          if (!agents.has(subject)) throw missing(at, 'agent', subject);
          return subject;
        case 'profile':
          if (!hasProfile(subject)) throw missing(at, 'profile', subject);
          return profiles.get(subject);
        default:
          return subjectKind satisfies never;
      }
    },
    hook({ filter }, place) {
      const isKnown = (pattern: string) => patternIsKnown(pattern, names.operations);
      all(filter.tools, 'tool', isKnown, [...place, 'filter', 'tools']);
    },
    killSwitch({ kind, subject, connection: slug }, place) {
      const at = [...place, 'subject'];
      const onConnection = slug !== undefined && { connectionId: connection(slug, [...place, 'connection']) };
      if (kind === 'workspace') return {};
      if (subject === undefined) throw wrong(place, 'names nothing to stop');
      switch (kind) {
        case 'connection':
          return { subject: connection(subject, at) };
        case 'tool':
          return { subject: operation(subject, at), ...onConnection };
        case 'agent':
          if (!agents.has(subject)) throw missing(at, 'agent', subject);
          return { subject };
        case 'person':
          return { subject: person(subject, at) };
        default:
          return kind satisfies never;
      }
    },
  };
}

/** Raises for detectors that masking cannot use, toolsets under names of maintained ones, hooks that deny everything, and limits that are there twice. */
export async function checkDocument(
  { detectors, toolsets, hooks, limits }: GovernanceDocument,
  wrong: Wrong,
): Promise<void> {
  for (const [slug, { expression }] of Object.entries(detectors ?? {})) {
    const fault = await detectorFault({ slug, expression });
    if (fault !== undefined) throw wrong(['detectors', slug, 'expression'], `cannot be used: ${fault}`);
  }
  for (const slug of Object.keys(toolsets ?? {}))
    if (slug in maintainedToolsets)
      throw wrong(['toolsets', slug], 'is the name of a toolset that follows approvals by itself');
  for (const [slug, { action }] of Object.entries(hooks ?? {})) {
    const fault = hookFault(action);
    if (fault) throw wrong(['hooks', slug, 'action'], `cannot be used: ${fault.what.replace(/\.$/, '')}`);
  }
  const seen = new Set<string>();
  for (const [index, limit] of (limits ?? []).entries()) {
    const name = limitName(limit);
    if (seen.has(name)) throw wrong(['limits', index], `limits ${name} a second time`);
    seen.add(name);
  }
}
