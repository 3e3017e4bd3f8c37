import type { StoredConnection } from '../../store/connections.ts';
import { cloudApiBase, ownApiBase, type AtlassianAddresses } from './addresses.ts';
import type { CloudIds } from './cloud-ids.ts';

/** Where requests of a connection go. */
export interface ApiBase {
  readonly apiBase: string;
  /** Known where requests go to the API address. */
  readonly cloudId?: string;
}

type Site = Pick<StoredConnection, 'platform' | 'site' | 'authMode' | 'settings'>;

export interface ApiBases {
  /** `chosen` is the site that a person chose where the connection leaves it open. Raises where no cloud id can be had. */
  of(connection: Site, chosen?: string): Promise<ApiBase>;
}

export function createApiBases(atlassian: AtlassianAddresses, cloudIds: CloudIds): ApiBases {
  return {
    async of(connection, chosen) {
      if (!goesToApiAddress(connection)) {
        const { cloudId } = connection.settings;
        return { apiBase: ownApiBase(connection), ...(cloudId !== undefined && { cloudId }) };
      }
      const cloudId = connection.settings.cloudId ?? chosen ?? (await cloudIds.of(connection));
      return { apiBase: cloudApiBase(atlassian, cloudId), cloudId };
    },
  };
}

/** Passwords and API tokens without scopes work on the site; everything else of Cloud on the API address alone (facts: confluence-api §13). */
function goesToApiAddress({ platform, authMode, settings }: Site): boolean {
  if (platform === 'datacenter') return false;
  switch (authMode) {
    case 'api_token':
    case 'api_token_per_user':
      return settings.scopedTokens === true;
    case 'basic':
    case 'basic_per_user':
      return false;
    case 'oauth_central':
    case 'oauth':
    case 'service_account':
    case 'access_token':
    case 'pat':
    case 'pat_per_user':
      return true;
    default:
      return authMode satisfies never;
  }
}
