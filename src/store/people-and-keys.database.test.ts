import { expect, it } from 'vitest';
import { newId } from '../../test/support/audit-entries.ts';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import {
  acceptKey,
  createKey,
  findByKey,
  forgetOtherKeys,
  hashKey,
  revokeKey,
  touchKey,
} from './agent-keys.ts';
import type { Executor } from './open-store.ts';
import { ensurePerson, listPeople, type Person } from './people.ts';
import { ensureWorkspace, findWorkspace } from './workspaces.ts';

async function ada(db: Executor): Promise<Person> {
  const { id } = await ensureWorkspace(db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
  return ensurePerson(db, { workspaceId: id, email: 'Ada@Example.org', name: 'Ada', now: 2 }, newId);
}

const makers = { ids: newId, random: systemRandom };

describeEachStore('workspaces, people and keys', ({ open }) => {
  it('makes a workspace once and renames it', async () => {
    const { db } = await open();
    const first = await ensureWorkspace(db, { slug: 'demo', name: 'Demo', now: 1 }, newId);
    const second = await ensureWorkspace(db, { slug: 'demo', name: 'Renamed', now: 9 }, newId);
    expect(second).toEqual({ id: first.id, slug: 'demo', name: 'Renamed', createdAt: 1 });
    expect(await findWorkspace(db, 'demo')).toEqual(second);
    expect(await findWorkspace(db, 'other')).toBeUndefined();
  });

  it('knows a person by address whatever its case, in one workspace only', async () => {
    const { db } = await open();
    const person = await ada(db);
    const { id: otherId } = await ensureWorkspace(db, { slug: 'other', name: 'Other', now: 1 }, newId);
    const again = { workspaceId: person.workspaceId, email: 'ada@example.ORG', name: 'Ada L.', now: 9 };
    expect(await ensurePerson(db, again, newId)).toEqual({ ...person, name: 'Ada L.' });
    await ensurePerson(db, { ...again, workspaceId: otherId }, newId);
    await ensurePerson(db, { ...again, email: 'zoe@example.org', name: 'Zoe' }, newId);
    expect((await listPeople(db, person.workspaceId)).map(({ email }) => email)).toEqual([
      'ada@example.org',
      'zoe@example.org',
    ]);
  });

  it('refuses a person of a workspace that does not exist', async () => {
    const { db } = await open();
    const lost = { workspaceId: 'wsp_none', email: 'a@b.c', name: 'A', now: 1 };
    await expect(ensurePerson(db, lost, newId)).rejects.toThrow(/foreign key/i);
  });

  it('finds the holder of a key, of which only a hash is stored, until it is revoked', async () => {
    const { db } = await open();
    const { workspaceId, id: personId } = await ada(db);
    const { keyId, key } = await createKey(db, { workspaceId, personId, agentId: 'agt_1', now: 3 }, makers);
    expect(key.reveal()).toMatch(/^weir_[\w-]{43}$/);
    expect(JSON.stringify(await db.selectFrom('agent_keys').selectAll().execute())).not.toContain(
      key.reveal(),
    );

    expect(await findByKey(db, hashKey(key))).toEqual({
      keyId,
      workspaceId,
      workspaceSlug: 'demo',
      personId,
      personName: 'Ada',
      personEmail: 'ada@example.org',
      agentId: 'agt_1',
    });
    expect(await findByKey(db, hashKey(new Secret('weir_other')))).toBeUndefined();

    expect(await revokeKey(db, { workspaceId, keyId }, 4)).toBe(true);
    expect(await revokeKey(db, { workspaceId, keyId }, 5)).toBe(false);
    expect(await findByKey(db, hashKey(key))).toBeUndefined();
  });

  it('accepts an operator’s key again at every start, but never a revoked one', async () => {
    const { db } = await open();
    const { workspaceId, id: personId } = await ada(db);
    const key = new Secret('a key that the operator made');
    const holder = { workspaceId, personId, agentId: 'agt_1', now: 3 };
    const keyId = await acceptKey(db, holder, key, newId);
    expect(await acceptKey(db, { ...holder, agentId: 'agt_2' }, key, newId)).toBe(keyId);
    expect(await findByKey(db, hashKey(key))).toMatchObject({ keyId, agentId: 'agt_2' });
    await revokeKey(db, { workspaceId, keyId }, 4);
    await acceptKey(db, holder, key, newId);
    expect(await findByKey(db, hashKey(key))).toBeUndefined();
  });

  it('forgets an agent’s keys that are no longer given, and lets them come back', async () => {
    const { db } = await open();
    const { workspaceId, id: personId } = await ada(db);
    const accept = (text: string, agentId = 'agt_1') =>
      acceptKey(db, { workspaceId, personId, agentId, now: 3 }, new Secret(text), newId);
    const holderOf = async (text: string) => findByKey(db, hashKey(new Secret(text)));
    const kept = await accept('kept');
    await accept('dropped');
    await accept('of another agent', 'agt_2');
    await revokeKey(db, { workspaceId, keyId: await accept('revoked') }, 4);

    expect(await forgetOtherKeys(db, { workspaceId, agentId: 'agt_1' }, [kept])).toBe(1);
    expect(await holderOf('dropped')).toBeUndefined();
    expect(await holderOf('kept')).toBeDefined();
    expect(await holderOf('of another agent')).toBeDefined();
    await accept('dropped');
    await accept('revoked');
    expect(await holderOf('dropped')).toBeDefined();
    expect(await holderOf('revoked')).toBeUndefined();
    expect(await forgetOtherKeys(db, { workspaceId, agentId: 'agt_1' }, [])).toBe(2);
  });

  it('notes the last use to the minute', async () => {
    const { db } = await open();
    const { workspaceId, id: personId } = await ada(db);
    const { keyId } = await createKey(db, { workspaceId, personId, agentId: 'agt_1', now: 3 }, makers);
    const lastUse = async (now: number): Promise<number | null> => {
      await touchKey(db, { workspaceId, keyId }, now);
      const row = db.selectFrom('agent_keys').select('last_used_at').where('id', '=', keyId);
      return (await row.executeTakeFirstOrThrow()).last_used_at;
    };
    expect([await lastUse(1_000), await lastUse(60_999), await lastUse(61_000)]).toEqual([
      1_000, 1_000, 61_000,
    ]);
  });
});
