import { onTestFinished } from 'vitest';
import { createRecorder } from '../../src/audit/recorder.ts';
import { openDirectory, type Directory } from '../../src/auth/directory.ts';
import type { GovernanceParts } from '../../src/governance/change-governance.ts';
import { openGovernance, type GovernanceSnapshot } from '../../src/governance/snapshot.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import type { Operation } from '../../src/operations/operation.ts';
import { saveConnection } from '../../src/store/connections.ts';
import { addMember, createGroup } from '../../src/store/groups.ts';
import type { Store } from '../../src/store/open-store.ts';
import { ensurePerson } from '../../src/store/people.ts';
import { bumpRevision } from '../../src/store/revisions.ts';
import { ensureWorkspace } from '../../src/store/workspaces.ts';
import { createVault } from '../../src/vault/vault.ts';
import { newId } from './audit-entries.ts';
import { smallCatalogue } from './catalogues.ts';
import { quietLog } from './stores.ts';
import { testAuditKey, testMasterKeys } from './weir.ts';

/** One process over a database: what it keeps in memory, and what it changes governance with. */
export interface Replica {
  readonly directory: Directory;
  readonly snapshot: GovernanceSnapshot;
  readonly parts: GovernanceParts;
}

export async function replicaOver(
  store: Store,
  {
    clock = systemClock,
    catalogue = smallCatalogue,
  }: { readonly clock?: Clock; readonly catalogue?: readonly Operation[] } = {},
): Promise<Replica> {
  const directory = await openDirectory({ store, clock, log: quietLog });
  const snapshot = await openGovernance({ store, clock, log: quietLog, directory });
  const recorder = createRecorder({
    store,
    writer: newId('wrt'),
    key: testAuditKey,
    ids: newId,
    log: quietLog,
  });
  const vault = await createVault({
    store,
    masterKeys: testMasterKeys,
    ids: newId,
    random: systemRandom,
    log: quietLog,
  });
  onTestFinished(async () => {
    await vault.close();
    snapshot.close();
    directory.close();
    await recorder.close();
  });
  const random = systemRandom;
  const parts = { store, recorder, ids: newId, random, vault, catalogue, snapshot };
  return { directory, snapshot, parts };
}

/** A workspace with two people, of whom Ada is in the group Editors, and a connection `wiki`. */
export async function companyIn({ db }: Store, slug = 'main') {
  const main = await ensureWorkspace(db, { slug, name: slug, now: 1 }, newId);
  const workspaceId = main.id;
  const person = (name: string) =>
    ensurePerson(db, { workspaceId, email: `${name}@example.test`, name, now: 1 }, newId);
  const [ada, eve] = [await person('ada'), await person('eve')];
  const editors = await createGroup(db, { workspaceId, name: 'Editors', now: 1 }, newId);
  if (!editors) throw new Error('the group is there already');
  await addMember(db, editors, ada.id, 1);
  const wiki = await saveConnection(
    db,
    {
      workspaceId,
      slug: 'wiki',
      platform: 'cloud',
      site: 'https://acme.atlassian.net/wiki',
      authMode: 'oauth_central',
      settings: {},
      origin: 'admin',
      now: 1,
    },
    newId,
  );
  await bumpRevision(db, 'directory');
  return { main, ada, eve, editors, wiki };
}
