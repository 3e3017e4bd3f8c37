import { sealSecrets } from '../audit/streams/stream-secrets.ts';
import type { Change } from '../auth/administration/change.ts';
import { AppError } from '../kernel/app-error.ts';
import { Secret } from '../kernel/secret.ts';
import { startAtNow } from '../store/audit-stream-positions.ts';
import { changeStream, insertStream, removeStream, type StoredStream } from '../store/audit-streams.ts';
import type { GovernanceParts } from './change-governance.ts';
import { newSigningSecret } from './signing-secret.ts';

export type WantedStream = Pick<StoredStream, 'slug' | 'name' | 'url' | 'isEnabled'>;

/** Sends the record of a workspace somewhere, signed with a secret that nobody can read again. Raises `conflict` where the slug is taken. */
export async function addStream(
  { ids, random, vault }: Pick<GovernanceParts, 'ids' | 'random' | 'vault'>,
  { tx, now, note }: Change,
  workspaceId: string,
  stream: WantedStream & {
    readonly authorization?: string | undefined;
    /** Whether what is on record already is sent as well. */
    readonly from: 'now' | 'beginning';
  },
): Promise<{ readonly stream: StoredStream; readonly signing: Secret }> {
  const { slug, name, url, isEnabled, authorization, from } = stream;
  const id = ids('str');
  const signing = newSigningSecret(random);
  const secretSealed = await sealSecrets(
    vault,
    { workspaceId, id },
    { signing, ...(authorization !== undefined && { authorization: new Secret(authorization) }) },
  );
  const added = await insertStream(tx, { workspaceId, id, slug, name, url, isEnabled, secretSealed, now });
  if (!added) {
    throw new AppError('conflict', 'There is a stream of this slug already.', {
      nextStep: 'Choose another slug, or change the one that is there.',
    });
  }
  if (from === 'now') await startAtNow(tx, { workspaceId, streamId: id }, now);
  note({ workspaceId, operation: 'stream.created', ...inRecord(added, [`to ${hostOf(url)}`]) });
  return { stream: added, signing };
}

/**
 * What is given of a stream; its secrets stay as they are unless they are given, sealed. Raises `invalid_input` for another
 * host without them: what opened the old target is not for whoever has the new one.
 */
export async function reviseStream(
  { tx, now, note }: Change,
  before: StoredStream,
  change: Partial<Pick<StoredStream, 'name' | 'url' | 'isEnabled'>> & { readonly secretSealed?: Uint8Array },
): Promise<StoredStream> {
  const { url, isEnabled } = change;
  if (url !== undefined && new URL(url).origin !== new URL(before.url).origin && !change.secretSealed) {
    throw new AppError('invalid_input', `The stream "${before.slug}" would go to another host.`, {
      nextStep:
        'Change its target by the admin API and say "authorization" too, null for none; or make a new stream.',
    });
  }
  const details = [
    ...(url === undefined ? [] : [`to ${hostOf(url)}`]),
    ...(isEnabled === undefined ? [] : [isEnabled ? 'on' : 'off']),
  ];
  const { workspaceId } = before;
  note({ workspaceId, operation: 'stream.changed', ...inRecord(before, details) });
  return (await changeStream(tx, before, { ...change, now })) ?? before;
}

/** With its dead letters; the record itself stays. */
export async function dropStream({ tx, note }: Change, stream: StoredStream): Promise<void> {
  await removeStream(tx, stream);
  note({ workspaceId: stream.workspaceId, operation: 'stream.removed', ...inRecord(stream) });
}

function inRecord({ id }: StoredStream, details?: readonly string[]) {
  return { targets: [`stream:${id}`], ...(details && { details }) };
}

/** A path or a query may hold a token. */
function hostOf(url: string): string {
  return new URL(url).host;
}
