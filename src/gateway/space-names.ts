import type { Confluence, Space } from '../confluence/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { Caller, Connection } from './call.ts';

/** Ids and keys of spaces as one person sees them; remembered for some minutes. */
export interface SpaceNames {
  /** Undefined for a space that the person does not see. */
  keyOf(id: string, signal: AbortSignal): Promise<string | undefined>;
  idOf(key: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Keys hardly ever change, and a wrong one is compared with the id too. Milliseconds. */
const rememberedMs = 600_000;
const maxRemembered = 20_000;

export function createSpaceNames(
  clock: Clock,
): (caller: Caller, connection: Connection, confluence: Confluence) => SpaceNames {
  const remembered = new Map<string, { readonly found: string; readonly until: number }>();

  function remember(owner: string, { id, key }: Space): void {
    if (remembered.size >= maxRemembered) remembered.clear();
    const until = clock.now() + rememberedMs;
    remembered.set(`${owner} id ${id}`, { found: key, until });
    remembered.set(`${owner} key ${key.toUpperCase()}`, { found: id, until });
  }

  return (caller, connection, confluence) => {
    const owner = `${caller.workspaceId} ${caller.userId} ${connection.id}`;
    const known = (name: string): string | undefined => {
      const entry = remembered.get(`${owner} ${name}`);
      return entry && entry.until > clock.now() ? entry.found : undefined;
    };
    async function ask(
      which: { readonly ids: readonly string[] } | { readonly keys: readonly string[] },
      signal: AbortSignal,
    ): Promise<Space | undefined> {
      try {
        const { items } = await confluence.spaces.list({ ...which, limit: 1 }, signal);
        const [space] = items;
        if (space) remember(owner, space);
        return space;
      } catch (thrown) {
        const { code } = toAppError(thrown);
        if (code === 'not_found' || code === 'invalid_input' || code === 'upstream_forbidden')
          return undefined;
        throw thrown;
      }
    }
    return {
      keyOf: async (id, signal) => known(`id ${id}`) ?? (await ask({ ids: [id] }, signal))?.key,
      idOf: async (key, signal) =>
        known(`key ${key.toUpperCase()}`) ?? (await ask({ keys: [key] }, signal))?.id,
    };
  };
}
