import type { Clock } from '../../kernel/clock.ts';
import type { Store } from '../../store/open-store.ts';
import {
  findPersonGrant,
  type PersonConnection,
  type PersonConnectionKey,
} from '../../store/person-connections.ts';
import type { UpstreamGrant } from '../../store/upstream-grants.ts';

export interface PersonGrant {
  readonly link: PersonConnection;
  readonly grant: UpstreamGrant;
}

/** Which grant a person uses on a connection, looked up once a second at most. */
export interface PersonGrants {
  /** As the database had it within the last second. */
  lately(key: PersonConnectionKey): Promise<PersonGrant | undefined>;
  /** As the database has it now. */
  now(key: PersonConnectionKey): Promise<PersonGrant | undefined>;
  /** After a change by this process. */
  forget(key: PersonConnectionKey): void;
}

/** How long a found grant is trusted without asking the database: the time a disconnection may take to hold, in milliseconds. */
const trustedForMs = 1_000;
const maxRemembered = 10_000;

export function createPersonGrants(store: Store, clock: Clock): PersonGrants {
  const remembered = new Map<string, { readonly found: PersonGrant; readonly until: number }>();
  const keyOf = ({ workspaceId, personId, connectionId }: PersonConnectionKey): string =>
    `${workspaceId} ${personId} ${connectionId}`;

  async function now(key: PersonConnectionKey): Promise<PersonGrant | undefined> {
    const askedAt = clock.now();
    const found = await findPersonGrant(store.db, key);
    remembered.delete(keyOf(key));
    if (!found) return undefined;
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(keyOf(key), { found, until: askedAt + trustedForMs });
    return found;
  }

  return {
    now,
    lately(key) {
      const known = remembered.get(keyOf(key));
      return known && known.until > clock.now() ? Promise.resolve(known.found) : now(key);
    },
    forget: (key) => void remembered.delete(keyOf(key)),
  };
}
