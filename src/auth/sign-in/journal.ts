import type { Recorder } from '../../audit/record.ts';
import type { NewId } from '../../kernel/ids.ts';
import { recordPlacesOf } from '../../store/account-memberships.ts';
import type { Store } from '../../store/open-store.ts';
import type { SignInMethod } from '../sessions/browser-session.ts';

/** What happens around accounts. */
export type AccountEventName =
  | 'session.started'
  | 'session.refused'
  | 'session.ended'
  | 'session.others_ended'
  | 'sign_in_link.created'
  | 'passkey.added'
  | 'passkey.removed'
  | 'password.set'
  | 'password.removed'
  | 'account.created'
  | 'account.linked'
  | 'account.groups_changed';

export interface AccountEvent {
  readonly event: AccountEventName;
  /** Absent where nobody is known by what was entered. */
  readonly accountId?: string;
  readonly method?: SignInMethod;
  /** Of a refusal: a word for the reader of the record, never shown to whoever tried. */
  readonly reason?: string;
}

/** Resolves when the event is on record; raises `internal` where it cannot be. */
export type NoteAccountEvent = (event: AccountEvent) => Promise<void>;

/**
 * An account belongs to the installation, the record to workspaces: an event of an account stands in every workspace that
 * it is a member of, under the person it is there. What belongs to no workspace (an operator who is a member of none, a
 * try with an unknown address) stands in the oldest one, whose administrators run the installation.
 */
export function createJournal(parts: {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly ids: NewId;
}): NoteAccountEvent {
  const { store, recorder, ids } = parts;
  return async ({ event, accountId, method, reason }) => {
    const at = await store.now();
    const callId = ids('evt');
    const details = [
      ...(accountId === undefined ? [] : [`account ${accountId}`]),
      ...(method === undefined ? [] : [`method ${method}`]),
      ...(reason === undefined ? [] : [`reason ${reason}`]),
    ];
    const places = await recordPlacesOf(store.db, accountId);
    await Promise.all(
      places.map((place) =>
        recorder.commit({
          kind: 'governance',
          at,
          ...place,
          callId,
          operation: event,
          details,
          outcome: event === 'session.refused' ? 'denied' : 'ok',
        }),
      ),
    );
  };
}
