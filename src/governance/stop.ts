import type { Actor, Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { liftKillSwitch, setKillSwitch, type StoredKillSwitch } from '../store/kill-switches.ts';
import type { GovernanceParts } from './change-governance.ts';
import { checkKnown, loadNames } from './names.ts';

export interface WantedSwitch {
  readonly kind: StoredKillSwitch['kind'];
  /** Id of what is stopped; absent for the workspace. */
  readonly subject?: string | undefined;
  /** Of a tool: on this connection alone. */
  readonly connectionId?: string | undefined;
  readonly reason?: string | undefined;
}

/** Stops something: within a second nothing of it runs on any replica. Raises `invalid_input` for what does not exist. */
export async function stop(
  { ids, catalogue }: GovernanceParts,
  { tx, now, note }: Change,
  actor: Actor,
  workspaceId: string,
  { kind, subject = '', connectionId, reason }: WantedSwitch,
): Promise<StoredKillSwitch> {
  const names = await loadNames(tx, workspaceId, catalogue);
  const known = {
    workspace: { has: (id: string) => id === '' },
    connection: names.connections,
    tool: names.operations,
    agent: names.agents,
    person: names.people,
  }[kind];
  checkKnown('The kill switch', kind, [subject], known);
  if (connectionId !== undefined) {
    if (kind !== 'tool') throw notOfConnection();
    checkKnown('The kill switch', 'connection', [connectionId], names.connections);
  }
  const set = await setKillSwitch(
    tx,
    {
      workspaceId,
      kind,
      subject: connectionId === undefined ? subject : `${subject}@${connectionId}`,
      ...(reason !== undefined && { reason }),
      setBy: actor.userId,
      setAt: now,
    },
    ids,
  );
  note({ workspaceId, operation: 'kill_switch.set', ...eventOf(set) });
  return set;
}

/** Lets it run again. Raises `not_found`. */
export async function lift({ tx, note }: Change, workspaceId: string, id: string): Promise<void> {
  const lifted = await liftKillSwitch(tx, workspaceId, id);
  if (!lifted) {
    throw new AppError('not_found', 'There is no such kill switch.', {
      nextStep: 'List them again: somebody may have lifted it.',
    });
  }
  note({ workspaceId, operation: 'kill_switch.lifted', ...eventOf(lifted) });
}

function eventOf({ kind, subject, reason }: StoredKillSwitch) {
  return {
    targets: [subject === '' ? kind : `${kind}:${subject}`],
    ...(reason !== undefined && { details: [`reason ${reason}`] }),
  };
}

function notOfConnection(): AppError {
  return new AppError('invalid_input', 'Only a tool is stopped on one connection.', {
    nextStep: 'Leave the connection out, or stop the connection itself.',
  });
}
