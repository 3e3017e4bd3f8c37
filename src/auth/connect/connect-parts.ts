import type { Recorder } from '../../audit/record.ts';
import type { NewId } from '../../kernel/ids.ts';
import type { Random } from '../../kernel/random.ts';
import type { Store } from '../../store/open-store.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Directory } from '../directory.ts';
import type { BrowserSessions } from '../sessions/browser-session.ts';
import type { Errands } from '../sessions/errand.ts';
import type { ConnectLinks } from './connect-links.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** What connecting stands on. */
export interface ConnectParts {
  readonly store: Store;
  readonly directory: Directory;
  readonly sessions: BrowserSessions;
  readonly errands: Errands;
  readonly links: ConnectLinks;
  readonly upstream: Upstream;
  readonly recorder: Recorder;
  readonly ids: NewId;
  readonly random: Random;
  readonly log: Log;
  /** Weir's own address without a slash at the end. */
  address(): string;
}
