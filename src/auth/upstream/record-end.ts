import type { Recorder } from '../../audit/record.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Store } from '../../store/open-store.ts';
import { listPeopleOfGrant } from '../../store/person-connections.ts';
import type { EndReason, UpstreamGrant } from '../../store/upstream-grants.ts';
import type { Log } from '../../telemetry/log.ts';

/** Puts on record that a grant has ended, for everybody who used it. */
export function createEndRecord({
  store,
  recorder,
  ids,
  log,
}: {
  readonly store: Store;
  readonly recorder: Recorder;
  readonly ids: NewId;
  readonly log: Log;
}): (grant: UpstreamGrant, reason: EndReason) => Promise<void> {
  return async (grant, reason) => {
    log.info('upstream.grant_ended', { grantId: grant.id, reason });
    const at = await store.now();
    for (const { workspaceId, personId, connectionId } of await listPeopleOfGrant(store.db, grant.id)) {
      await recorder.commit({
        kind: 'governance',
        at,
        workspaceId,
        callId: ids('call'),
        userId: personId,
        connectionId,
        operation: 'grant.ended',
        outcome: 'ok',
        details: [`reason ${reason}`],
      });
    }
  };
}
