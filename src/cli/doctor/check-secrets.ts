import { openConnectionSecret } from '../../auth/upstream/connection-secrets.ts';
import { connectionOf } from '../../store/connections.ts';
import { secretNameOf } from '../../auth/upstream/connection-secrets.ts';
import type { Store } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import { failed, type Finding } from './finding.ts';

/** Milliseconds before the end of a pasted token from which it is told. */
const soonMs = 14 * 24 * 3_600_000;

/** Whether every secret of a connection opens under the master key, and which ends soon. */
export async function checkSecrets(store: Store, sealer: Sealer): Promise<readonly Finding[]> {
  const check = 'vault';
  try {
    const now = await store.now();
    const connections = (await store.db.selectFrom('connections').selectAll().execute()).map(connectionOf);
    const findings: Finding[] = [];
    let opened = 0;
    for (const { workspaceId, id: connectionId, slug, authMode, settings } of connections) {
      const name = secretNameOf(authMode, settings.tokenFrom);
      if (name === undefined) continue;
      const key = { workspaceId, connectionId, name };
      const secret = await openConnectionSecret({ db: store.db, sealer }, key);
      if (secret) opened += 1;
      const { expiresAt } = secret ?? {};
      if (expiresAt === undefined || expiresAt > now + soonMs) continue;
      const day = new Date(expiresAt).toISOString().slice(0, 10);
      findings.push({
        check: `token ${slug}`,
        ok: expiresAt > now,
        what: expiresAt > now ? `ends on ${day}` : `ended on ${day}`,
        nextStep: 'Make a new token at the site and replace this one; people need to do nothing.',
      });
    }
    const what = `opens with the master key; secrets of connections: ${opened}`;
    return [{ check, ok: true, what }, ...findings];
  } catch (thrown) {
    return [failed(check, thrown)];
  }
}
