import type { ProfileBody } from '../store/access-profiles.ts';
import type { RuleBody } from '../store/policy-rules.ts';

/** Turns ids into names, or names into ids; `place` is where a name stands. What is left out has no other name. */
export interface Renaming {
  person(name: string, place: Place): readonly string[];
  group(name: string, place: Place): readonly string[];
  connection(name: string, place: Place): readonly string[];
}
type Place = readonly (string | number)[];

type Rename = (name: string, place: Place) => readonly string[];

function each(names: readonly string[], rename: Rename, place: Place): string[] {
  return names.flatMap((name, index) => rename(name, [...place, index]));
}

/** A profile with everything that it names named otherwise. */
export function renameProfile(body: ProfileBody, to: Renaming, place: Place): ProfileBody {
  const { requests } = body;
  return {
    ...body,
    people: each(body.people, (name, at) => to.person(name, at), [...place, 'people']),
    groups: each(body.groups, (name, at) => to.group(name, at), [...place, 'groups']),
    ...(requests && {
      requests: {
        ...requests,
        groups: each(requests.groups, (name, at) => to.group(name, at), [...place, 'requests', 'groups']),
      },
    }),
  };
}

/** A rule with everything that it names named otherwise. */
export function renameRule(body: RuleBody, to: Renaming, place: Place): RuleBody {
  const { target, outcome } = body;
  const { connections, groups, people, ...rest } = target;
  const at = [...place, 'target'];
  const by =
    outcome.kind === 'approval_required' && outcome.by.kind === 'group' ? outcome.by.group : undefined;
  const [group] = by === undefined ? [] : to.group(by, [...place, 'outcome', 'by', 'group']);
  return {
    ...body,
    target: {
      ...rest,
      ...(connections && {
        connections: each(connections, (name, inner) => to.connection(name, inner), [...at, 'connections']),
      }),
      ...(groups && { groups: each(groups, (name, inner) => to.group(name, inner), [...at, 'groups']) }),
      ...(people && { people: each(people, (name, inner) => to.person(name, inner), [...at, 'people']) }),
    },
    ...(group !== undefined && { outcome: { kind: 'approval_required', by: { kind: 'group', group } } }),
  };
}
