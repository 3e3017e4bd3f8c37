import type { CompiledProfile, Governance } from './compile-governance.ts';
import type { Condition, ConditionAnswer } from './cel/condition.ts';
import type { Asker, GovernedQuestion } from './question.ts';
import type { ToolCase } from './tool-case.ts';

/** What a caller holds: the same for all its calls while the governance and its grants stay as they are. */
export interface Standing {
  readonly profiles: readonly CompiledProfile[];
  /** Milliseconds UTC between which it holds: the upper end is when a grant runs out. */
  readonly from: number;
  readonly until: number;
  /** By connection, then by operation. */
  readonly cases: Map<string, Map<string, ToolCase>>;
  /** What conditions answer to the caller alone, where they do not read the tool. */
  readonly ofCaller: Answers;
  moment: Moment;
}

export type Answers = Map<Condition, ConditionAnswer>;

/** What conditions answered at one moment. */
export interface Moment {
  readonly now: number;
  readonly ip: string | undefined;
  readonly client: Asker['client'];
  /** Of those that depend on nothing but the caller and the moment: one list asks them for each of its tools. */
  readonly answers: Answers;
  /** Of those that depend on the tool or the arguments as well: one call asks them before it runs and about what came back. */
  ofCall: { readonly fixed: ToolCase; readonly args: object; readonly answers: Answers } | undefined;
}

/** Answers of this very moment; those of another one are forgotten. */
export function momentOf(
  standing: Standing,
  { asker: { ip, client }, now }: Pick<GovernedQuestion, 'asker' | 'now'>,
): Moment {
  const { moment } = standing;
  if (moment.now === now && moment.ip === ip && moment.client === client) return moment;
  standing.moment = { now, ip, client, answers: new Map(), ofCall: undefined };
  return standing.moment;
}

/** Answers about this very call. */
export function answersOfCall(moment: Moment, fixed: ToolCase, args: object): Answers {
  const { ofCall } = moment;
  if (ofCall?.fixed === fixed && ofCall.args === args) return ofCall.answers;
  const answers: Answers = new Map();
  moment.ofCall = { fixed, args, answers };
  return answers;
}

/** Enough for those who call at the same time; more would only cost memory. */
const mostStandings = 300;

/** The caller's standing, remembered: a person who calls again is not worked out again. */
export function standingOf(governance: Governance, asker: Asker, now: number): Standing {
  const { lastStanding, standings } = governance;
  if (lastStanding?.asker === asker && holds(lastStanding.standing, now)) return lastStanding.standing;
  const key = keyOf(asker);
  const known = standings.get(key);
  const standing = known && holds(known, now) ? known : workOut(governance, asker, now);
  if (standing !== known) {
    const [oldest] = standings.keys();
    if (!known && standings.size >= mostStandings && oldest !== undefined) standings.delete(oldest);
    standings.set(key, standing);
  }
  governance.lastStanding = { asker, standing };
  return standing;
}

function holds({ from, until }: Standing, now: number): boolean {
  return from <= now && now < until;
}

/** Lengths keep two callers apart whatever their names hold. */
function keyOf({ userId, email = '', groups, agentId = '' }: Asker): string {
  const person = userId === undefined ? '-' : `${userId.length}:${userId}`;
  let key = `${person} ${agentId.length}:${agentId} ${email.length}:${email}`;
  for (const group of groups) key += ` ${group.length}:${group}`;
  return key;
}

function workOut(governance: Governance, { userId, groups, agentId }: Asker, now: number): Standing {
  const held = new Set<CompiledProfile>();
  const hold = (profiles: readonly CompiledProfile[] = []) => {
    for (const profile of profiles) held.add(profile);
  };
  let until = Number.POSITIVE_INFINITY;
  if (userId !== undefined) {
    hold(governance.profilesOfPerson.get(userId));
    for (const group of groups) hold(governance.profilesOfGroup.get(group));
    for (const { profileId, expiresAt = Number.POSITIVE_INFINITY } of governance.grantsOfPerson.get(userId) ??
      []) {
      const profile = governance.profilesById.get(profileId);
      if (!profile || expiresAt <= now) continue;
      held.add(profile);
      until = Math.min(until, expiresAt);
    }
  } else if (agentId !== undefined) {
    // Only a service agent acts without a person.
    const agent = governance.agents.get(agentId);
    if (agent?.kind === 'service') hold(governance.profilesOfAgent.get(agentId));
  }
  const moment = { now, ip: undefined, client: undefined, answers: new Map(), ofCall: undefined };
  return { profiles: [...held], from: now, until, cases: new Map(), ofCaller: new Map(), moment };
}
