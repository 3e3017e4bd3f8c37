import type { ConnectParts } from './connect-parts.ts';
import type { Visit } from './visit.ts';

export type ConnectEvent = 'grant.connected' | 'grant.disconnected' | 'grant.refused';

/** Puts on record what somebody did about their own account; `outcome` is `ok` or why it was refused. */
export async function recordVisit(
  { recorder, store, ids }: Pick<ConnectParts, 'recorder' | 'store' | 'ids'>,
  { workspace, member, connection, link }: Visit,
  {
    event,
    outcome,
    account,
  }: {
    readonly event: ConnectEvent;
    readonly outcome: string;
    /** Whose account it is in Confluence: an id. */
    readonly account?: string | undefined;
  },
): Promise<void> {
  await recorder.commit({
    kind: 'governance',
    at: await store.now(),
    workspaceId: workspace.id,
    callId: ids('call'),
    userId: member.personId,
    connectionId: connection.id,
    operation: event,
    outcome,
    ...(account !== undefined && { details: [`account ${account}`] }),
    ...(link && { agentId: link.agentId }),
    ...(link?.clientName !== undefined && { clientName: link.clientName }),
  });
}
