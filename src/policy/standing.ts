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
  moment: Moment;
}

/** What conditions answered that depend on nothing but the caller and the moment: one list asks them for each of its tools. */
export interface Moment {
  readonly now: number;
  readonly ip: string | undefined;
  readonly client: Asker['client'];
  readonly answers: Map<Condition, ConditionAnswer>;
}

/** Answers of this very moment; those of another one are forgotten. */
export function momentOf(
  standing: Standing,
  { asker: { ip, client }, now }: Pick<GovernedQuestion, 'asker' | 'now'>,
): Moment {
  const { moment } = standing;
  if (moment.now === now && moment.ip === ip && moment.client === client) return moment;
  standing.moment = { now, ip, client, answers: new Map() };
  return standing.moment;
}

/** Enough for those who call at the same time; more would only cost memory. */
const mostStandings = 300;

/** The caller's standing, remembered: a person who calls again is not worked out again. */
export function standingOf(governance: Governance, asker: Asker, now: number): Standing {
  const key = keyOf(asker);
  const known = governance.standings.get(key);
  if (known && known.from <= now && now < known.until) return known;
  const made = workOut(governance, asker, now);
  const [oldest] = governance.standings.keys();
  if (!known && governance.standings.size >= mostStandings && oldest !== undefined)
    governance.standings.delete(oldest);
  governance.standings.set(key, made);
  return made;
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
  const moment = { now, ip: undefined, client: undefined, answers: new Map() };
  return { profiles: [...held], from: now, until, cases: new Map(), moment };
}
