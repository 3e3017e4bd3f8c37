import type { OAuthSettings } from '../../config/load-config.ts';
import type { Executor } from '../../store/open-store.ts';
import { readSetting } from '../../store/settings.ts';

/** What administrators may switch at our OAuth server: the configuration file decides first, then they do. */
export interface OAuthSwitches {
  readonly dynamicRegistration: boolean;
  /** Hosts whose client metadata documents are taken; empty: all public ones. */
  readonly allowedClientHosts: readonly string[];
}

/** `registersUnlessSaid`: whether clients may register themselves where nobody has said anything. */
export async function readOAuthSwitches(
  db: Executor,
  configured: OAuthSettings,
  registersUnlessSaid = false,
): Promise<OAuthSwitches> {
  return {
    dynamicRegistration:
      configured.dynamicRegistration ??
      (await readSetting(db, 'oauth.dynamic_registration')) ??
      registersUnlessSaid,
    allowedClientHosts: configured.allowedClientHosts ?? (await readSetting(db, 'oauth.client_hosts')) ?? [],
  };
}
