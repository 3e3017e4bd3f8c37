import type { Administration } from '../auth/administration/change.ts';
import type { Connections } from '../auth/connections/connections.ts';
import type { Directory } from '../auth/directory.ts';
import type { OAuthAdministration } from '../auth/server/administration.ts';
import type { SignInLinks } from '../auth/sign-in/links.ts';
import type { Upstream } from '../auth/upstream/upstream.ts';
import type { OAuthSettings } from '../config/load-config.ts';
import type { Random } from '../kernel/random.ts';
import type { Log } from '../telemetry/log.ts';
import type { VisitorParts } from './visitor.ts';

/** What the admin API stands on. */
export interface AdminApiParts extends Administration, Omit<VisitorParts, 'directory'> {
  readonly directory: Directory;
  readonly connections: Connections;
  readonly upstream: Pick<Upstream, 'status' | 'disconnect'>;
  readonly oauth: OAuthAdministration;
  readonly random: Random;
  readonly log: Log;
  /** What the configuration file decides; the rest is in the database. */
  readonly oauthSettings: OAuthSettings;
  /** Whether clients may register themselves where nobody has said anything. */
  readonly registersUnlessSaid: boolean;
  readonly signInLinks: Pick<SignInLinks, 'create'>;
}
