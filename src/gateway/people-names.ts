import type { Confluence } from '../confluence/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PeopleNames } from '../operations/operation.ts';
import type { Caller, Connection } from './call.ts';

const lifetimeMs = 10 * 60_000;
/** Names kept in all; the oldest go first. */
const maxKept = 20_000;

export type PeopleNamesFor = (caller: Caller, connection: Connection, confluence: Confluence) => PeopleNames;

/**
 * Names of people as each caller sees them: profiles may show themselves to some and not to others. Only what is not
 * known costs a request; where the site refuses it, ids stand for names.
 */
export function createPeopleNames(clock: Clock): PeopleNamesFor {
  const kept = new Map<string, { readonly name: string | undefined; readonly until: number }>();

  function keep(key: string, name: string | undefined): void {
    kept.delete(key);
    const oldest = kept.keys().next();
    if (kept.size >= maxKept && !oldest.done) kept.delete(oldest.value);
    kept.set(key, { name, until: clock.now() + lifetimeMs });
  }

  return (caller, connection, confluence) => ({
    async byIds(ids, signal) {
      const keyOf = (id: string): string => [caller.workspaceId, caller.userId, connection.id, id].join('\n');
      const unknown = [...new Set(ids)].filter((id) => !((kept.get(keyOf(id))?.until ?? 0) > clock.now()));
      if (unknown.length > 0) {
        const found = await confluence.users.byIds(unknown, signal).catch(() => []);
        const names = new Map(found.map(({ id, displayName }) => [id, displayName]));
        for (const id of unknown) keep(keyOf(id), names.get(id));
      }
      const names = new Map<string, string>();
      for (const id of ids) {
        const name = kept.get(keyOf(id))?.name;
        if (name !== undefined) names.set(id, name);
      }
      return names;
    },
  });
}
