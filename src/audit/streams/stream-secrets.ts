import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { Secret } from '../../kernel/secret.ts';
import { streamSecret, type StreamKey } from '../../store/audit-streams.ts';
import type { Executor } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';

/** What a stream shows to its target. */
export interface StreamSecrets {
  /** Signs each delivery. */
  readonly signing: Secret;
  /** Value of the Authorization header, where the target wants one. */
  readonly authorization?: Secret;
}

const stored = z.strictObject({ signing: z.string(), authorization: z.string().optional() });
const column = 'audit_streams.secret_sealed';

export async function sealSecrets(
  vault: Pick<Sealer, 'seal'>,
  { workspaceId, id }: StreamKey,
  { signing, authorization }: StreamSecrets,
): Promise<Uint8Array> {
  const text = JSON.stringify({
    signing: signing.reveal(),
    ...(authorization && { authorization: authorization.reveal() }),
  });
  return vault.seal(new Secret(text), { column, workspaceId, id });
}

/** Raises `internal` where they are gone or cannot be opened. */
export async function openSecrets(
  { db, vault }: { readonly db: Executor; readonly vault: Sealer },
  { workspaceId, id }: StreamKey,
): Promise<StreamSecrets> {
  const sealed = await streamSecret(db, { workspaceId, id });
  if (!sealed) {
    throw new AppError('internal', 'The secret of this stream is gone.', {
      nextStep: 'Give the stream a new secret.',
    });
  }
  const text = Buffer.from(await vault.open(sealed, { column, workspaceId, id })).toString();
  const { signing, authorization } = stored.parse(JSON.parse(text));
  return {
    signing: new Secret(signing),
    ...(authorization !== undefined && { authorization: new Secret(authorization) }),
  };
}
