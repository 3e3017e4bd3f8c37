import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { findTool, putTool, type StoredTool, type ToolKey } from '../store/tools.ts';
import type { GovernanceParts } from './change-governance.ts';
import { discoveredOn } from './definitions.ts';
import type { UsedConnection } from './discover.ts';
import { approved } from './review-discovered.ts';

export interface ToolDecision {
  /** `pending`: as if nobody had looked at it yet. */
  readonly state?: 'approved' | 'disabled' | 'pending' | undefined;
  readonly action?: StoredTool['action'] | undefined;
  readonly risk?: StoredTool['risk'] | undefined;
  /** Approves only this definition: what was looked at. */
  readonly hash?: string | undefined;
}

/**
 * Decides on a tool, in a change. Raises `not_found` for one that was never discovered, and `conflict` where it vanished, or
 * where its definition is not the one that was looked at.
 */
export async function reviewTool(
  { tx, now, note }: Change,
  by: string,
  key: ToolKey,
  setHash: string,
  decision: ToolDecision,
): Promise<StoredTool> {
  const before = await findTool(tx, key);
  if (!before) {
    throw new AppError('not_found', `There is no tool ${key.operationId} on this connection.`, {
      nextStep: 'Run a discovery on the connection, then list its tools.',
    });
  }
  const { state, action = before.action, risk = before.risk, hash } = decision;
  if (state === 'approved' && before.state === 'removed') {
    throw new AppError('conflict', `The tool ${key.operationId} does not exist any more.`, {
      nextStep: 'It vanished with an upgrade of Weir; look for what replaces it.',
    });
  }
  if (state === 'approved' && hash !== undefined && hash !== before.hash) {
    throw new AppError('conflict', `The tool ${key.operationId} is not as it was when you looked at it.`, {
      nextStep: 'Read it again, then approve what it is now.',
    });
  }
  let after: StoredTool = { ...before, action, risk };
  if (state === 'approved') after = approved(after, setHash, by, now);
  else if (state !== undefined) {
    const { approved: _pinned, ...rest } = after;
    after = { ...rest, state, decidedBy: by, decidedAt: now };
  }
  await putTool(tx, { ...after, updatedAt: now });
  const event = { workspaceId: key.workspaceId, connectionId: key.connectionId };
  const targets = [`tool:${key.operationId}`];
  if (action !== before.action || risk !== before.risk) {
    const details = [`action ${action}`, `risk ${risk}`];
    note({ ...event, operation: 'tool.classified', targets, details });
  }
  if (state !== undefined) {
    const details = [`was ${before.state}`, `definition ${before.hash.slice(0, 12)}`];
    note({ ...event, operation: `tool.${eventOf[state]}`, targets, details });
  }
  return { ...after, updatedAt: now };
}

const eventOf = { approved: 'approved', disabled: 'disabled', pending: 'reopened' } as const;

/** The hash of all definitions that this Weir has for a connection: what an approval pins beside the tool's own. */
export function setHashOf(
  { catalogue }: Pick<GovernanceParts, 'catalogue'>,
  connection: UsedConnection,
): string {
  return discoveredOn(catalogue, connection.platform).setHash;
}
