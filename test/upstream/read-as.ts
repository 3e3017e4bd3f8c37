import type { DirectoryConnection } from '../../src/auth/directory.ts';
import type { Upstream } from '../../src/auth/upstream/upstream.ts';
import { confluenceOf, type UpstreamWorld } from '../support/upstream-world.ts';

const { signal } = new AbortController();

/** Whose account a connection uses for somebody, and the title of a page that it can read. */
export async function readAs(
  world: UpstreamWorld,
  connection: DirectoryConnection,
  whose: Parameters<Upstream['open']>[0],
): Promise<{ readonly id: string; readonly title: string; readonly apiBase: string }> {
  const access = await world.upstream.open(whose, connection);
  const confluence = confluenceOf(world, connection, access);
  const { id } = await confluence.users.me(signal);
  const { items } = await confluence.pages.list({ limit: 1 }, signal);
  const [page] = items;
  const { title } = await confluence.pages.get({ id: page?.id ?? '' }, signal);
  return { id, title, apiBase: access.apiBase };
}
