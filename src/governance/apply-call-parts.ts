// The parts of a document that are about single calls and their record.

import { listProfiles } from '../store/access-profiles.ts';
import { findStream } from '../store/audit-streams.ts';
import { listLimits } from '../store/call-limits.ts';
import { findHook } from '../store/hooks.ts';
import type { Applying } from './applying.ts';
import { limitName, limitOf } from './export-document.ts';
import { addHook, dropHook, reviseHook } from './hooks.ts';
import { dropLimit, saveLimit } from './limits.ts';
import { addStream, dropStream, reviseStream } from './streams.ts';

export async function applyLimit(
  { parts, change, workspaceId, document, resolver }: Applying,
  name: string,
): Promise<void> {
  for (const [index, limit] of (document.limits ?? []).entries()) {
    if (limitName(limit) !== name) continue;
    const { subjectKind, measure, amount } = limit;
    const known = resolver.limited(limit, ['limits', index]);
    const subject = known ?? (await newProfile(change.tx, workspaceId, limit.subject)) ?? limit.subject;
    await saveLimit(parts, change, workspaceId, { subjectKind, subject, measure, amount });
  }
}

/** Of a profile that this very document made. */
async function newProfile(
  tx: Applying['change']['tx'],
  workspaceId: string,
  slug: string,
): Promise<string | undefined> {
  return (await listProfiles(tx, workspaceId)).find((profile) => profile.slug === slug)?.id;
}

export async function removeLimit({ change, workspaceId, names }: Applying, name: string): Promise<void> {
  for (const limit of await listLimits(change.tx, workspaceId))
    if (limitOf(limit, names).some((named) => limitName(named) === name)) await dropLimit(change, limit);
}

/** A hook of another kind is another hook, with a secret of its own. */
export async function applyHook(
  { parts, change, workspaceId, document }: Applying,
  slug: string,
): Promise<void> {
  const wanted = document.hooks?.[slug];
  if (!wanted) return;
  const { name = slug, priority, enabled: isEnabled, ...body } = wanted;
  const hook = { slug, name, priority, isEnabled, body };
  const before = await findHook(change.tx, workspaceId, slug);
  if (before?.body.action.kind === body.action.kind) {
    await reviseHook(parts, change, before, hook);
    return;
  }
  if (before) await dropHook(change, before);
  await addHook(parts, change, workspaceId, hook);
}

export async function removeHook({ change, workspaceId }: Applying, slug: string): Promise<void> {
  const hook = await findHook(change.tx, workspaceId, slug);
  if (hook) await dropHook(change, hook);
}

export async function applyStream(
  { parts, change, workspaceId, document }: Applying,
  slug: string,
): Promise<void> {
  const wanted = document.streams?.[slug];
  if (!wanted) return;
  const { name = slug, target: url, enabled: isEnabled } = wanted;
  const before = await findStream(change.tx, workspaceId, slug);
  if (!before) {
    await addStream(parts, change, workspaceId, { slug, name, url, isEnabled, from: 'now' });
    return;
  }
  await reviseStream(change, before, {
    name,
    ...(url !== before.url && { url }),
    ...(isEnabled !== before.isEnabled && { isEnabled }),
  });
}

export async function removeStream({ change, workspaceId }: Applying, slug: string): Promise<void> {
  const stream = await findStream(change.tx, workspaceId, slug);
  if (stream) await dropStream(change, stream);
}
