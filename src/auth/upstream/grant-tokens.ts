import { AppError } from '../../kernel/app-error.ts';
import { Secret } from '../../kernel/secret.ts';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';
import type { Sealer } from '../../vault/vault.ts';

/** Opens and seals the tokens of grants. What gives access is the value of the Authorization header, for every mode. */
export interface GrantTokens {
  /** The header, opened once for each generation and kept in memory. */
  authorization(grant: UpstreamGrant): Promise<string>;
  refreshToken(grant: UpstreamGrant): Promise<Secret | undefined>;
  /** Of a grant that has ended or is not used any more. */
  forget(grantId: string): void;
  /** Both for the row of a grant. Needs no database. */
  seal(grantId: string, tokens: SealedFrom): Promise<Sealed>;
}

interface SealedFrom {
  readonly authorization: string;
  readonly refresh?: Secret | undefined;
}

interface Sealed {
  readonly accessSealed: Uint8Array;
  readonly refreshSealed?: Uint8Array;
}

const maxRemembered = 10_000;

export function createGrantTokens(sealer: Sealer): GrantTokens {
  const remembered = new Map<string, { readonly generation: number; readonly authorization: string }>();

  return {
    async authorization({ id, generation, accessSealed }) {
      const known = remembered.get(id);
      if (known?.generation === generation) return known.authorization;
      if (!accessSealed) throw new AppError('internal', 'A grant that works has no token.', { detail: id });
      const opened = await sealer.open(accessSealed, { column: 'upstream_grants.access_sealed', id });
      const authorization = Buffer.from(opened).toString('utf8');
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(id, { generation, authorization });
      return authorization;
    },

    async refreshToken({ id, refreshSealed }) {
      if (!refreshSealed) return undefined;
      const opened = await sealer.open(refreshSealed, { column: 'upstream_grants.refresh_sealed', id });
      return new Secret(Buffer.from(opened).toString('utf8'));
    },

    forget: (grantId) => void remembered.delete(grantId),

    async seal(id, { authorization, refresh }) {
      const accessSealed = await sealer.seal(new Secret(authorization), {
        column: 'upstream_grants.access_sealed',
        id,
      });
      if (!refresh) return { accessSealed };
      return {
        accessSealed,
        refreshSealed: await sealer.seal(refresh, { column: 'upstream_grants.refresh_sealed', id }),
      };
    },
  };
}
