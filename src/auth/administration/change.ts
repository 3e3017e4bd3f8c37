import type { Recorder } from '../../audit/record.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Executor, Store } from '../../store/open-store.ts';
import { bumpRevision } from '../../store/revisions.ts';
import type { Directory } from '../directory.ts';

/** What every change of workspaces, people, roles and connections needs. */
export interface Administration {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly directory: Pick<Directory, 'refresh'>;
  readonly ids: NewId;
}

/** Who makes a change, for the record. */
export interface Actor {
  /** Their person in the workspace; their account where an operator is no member; `system` for the configuration file. */
  readonly userId: string;
  /** Absent for a browser. */
  readonly agentId?: string;
}

/** Weir itself: the configuration file, and what calls showed. */
export const systemActor: Actor = { userId: 'system' };

/** A change of governance as the record tells it. No value of a setting, and no secret, is ever part of it. */
export interface GovernanceEvent {
  readonly workspaceId: string;
  /** `thing.past_verb`. */
  readonly operation: string;
  /** `person:usr_…`, `group:grp_…`. */
  readonly targets?: readonly string[];
  readonly connectionId?: string;
}

export interface Change {
  readonly tx: Executor;
  /** By the clock of the database. */
  readonly now: number;
  /** Puts an event on record once the change is committed. */
  readonly note: (event: GovernanceEvent) => void;
}

/**
 * One change in one transaction, on record when it is committed, and known to this process when this returns. Changes are
 * made one after another on all replicas (the revision's row is the lock), so that what was checked inside still holds when
 * it commits.
 */
export async function change<T>(
  { store, recorder, directory, ids }: Administration,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const now = await store.now();
  const events: GovernanceEvent[] = [];
  const done = await store.db.transaction().execute(async (tx) => {
    await bumpRevision(tx, 'directory');
    return work({ tx, now, note: (event) => events.push(event) });
  });
  await Promise.all(
    events.map((event) =>
      recorder.commit({
        kind: 'governance',
        at: now,
        callId: ids('call'),
        ...actor,
        ...event,
        outcome: 'ok',
      }),
    ),
  );
  // The change is made; where this look fails, the directory's own next one sees it or tells.
  await directory.refresh().catch(() => undefined);
  return done;
}
