import { toAppError, type AppError } from '../../kernel/app-error.ts';
import { completeConnectLinks } from '../../store/connect-links.ts';
import type { ConnectParts } from './connect-parts.ts';
import type { GrantStatus } from '../upstream/upstream.ts';
import { recordVisit } from './record-visit.ts';
import type { Visit } from './visit.ts';

export type Attempted<T> =
  | { readonly ok: true; readonly value: T }
  /** The error is safe to show. */
  | { readonly ok: false; readonly error: AppError };

/** One step of connecting that may be refused, which then is on record. What Weir itself failed at (`internal`) is raised. */
export async function attempt<T>(
  parts: ConnectParts,
  visit: Visit,
  step: () => Promise<T>,
): Promise<Attempted<T>> {
  try {
    return { ok: true, value: await step() };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'internal') throw error;
    return refused(parts, visit, error);
  }
}

export async function refused(
  parts: ConnectParts,
  visit: Visit,
  error: AppError,
): Promise<{ readonly ok: false; readonly error: AppError }> {
  const { code, fields } = error;
  parts.log.info('connect.refused', { connectionId: visit.connection.id, code, detail: fields.detail });
  await recordVisit(parts, visit, { event: 'grant.refused', outcome: code });
  return { ok: false, error };
}

/** The last step of every way to connect: waiting calls go on, and it is on record. */
export async function connected(
  parts: ConnectParts,
  visit: Visit,
  status: GrantStatus,
): Promise<Attempted<GrantStatus>> {
  await completeConnectLinks(parts.store.db, {
    workspaceId: visit.workspace.id,
    personId: visit.member.personId,
    connectionId: visit.connection.id,
    now: await parts.store.now(),
  });
  await recordVisit(parts, visit, {
    event: 'grant.connected',
    outcome: 'ok',
    account: status.account?.id,
  });
  return { ok: true, value: status };
}
