import { z } from 'zod';
import { deleteRecord, findRecord, hashId, putRecord } from '../../store/oauth-records.ts';
import type { Executor } from '../../store/open-store.ts';
import { lifetimes } from './lifetimes.ts';
import { weirScopes, type WeirScope } from './scopes.ts';
import { subjectText, type Subject } from './subject.ts';

const payload = z.strictObject({
  scopes: z.array(z.enum(weirScopes)),
  added: z.array(z.enum(weirScopes)).optional(),
});

export interface RememberedConsent {
  /** What the person has let the client do in the workspace so far. */
  readonly scopes: readonly WeirScope[];
  /** What the person added to what the client had asked for, the last time they were asked. */
  readonly added: readonly WeirScope[];
  readonly createdAt: number;
}

export async function findConsent(
  db: Executor,
  subject: Subject,
  clientId: string,
  now: number,
): Promise<RememberedConsent | undefined> {
  const record = await findRecord(db, 'Consent', consentHash(subject, clientId));
  if (!record || (record.expiresAt ?? 0) <= now) return undefined;
  const { scopes, added = [] } = payload.parse(record.payload);
  return { scopes, added, createdAt: record.createdAt };
}

/** Adds `scopes` to what was allowed before; `added` replaces what the person added before. */
export async function rememberConsent(
  db: Executor,
  subject: Subject,
  clientId: string,
  {
    scopes,
    added,
    now,
  }: { readonly scopes: readonly WeirScope[]; readonly added: readonly WeirScope[]; readonly now: number },
): Promise<void> {
  const before = await findConsent(db, subject, clientId, now);
  const all = weirScopes.filter((scope) => scopes.includes(scope) || before?.scopes.includes(scope));
  await putRecord(db, {
    model: 'Consent',
    idHash: consentHash(subject, clientId),
    payload: { scopes: all, ...(added.length > 0 && { added: [...added] }) },
    clientId,
    accountId: subjectText(subject),
    createdAt: now,
    expiresAt: now + lifetimes.grant * 1_000,
  });
}

export async function forgetConsent(db: Executor, subject: Subject, clientId: string): Promise<void> {
  await deleteRecord(db, 'Consent', consentHash(subject, clientId));
}

function consentHash(subject: Subject, clientId: string): string {
  return hashId(`${subjectText(subject)} ${clientId}`);
}
