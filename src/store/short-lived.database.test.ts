import { expect, it } from 'vitest';
import { describeEachStore } from '../../test/support/stores.ts';
import { systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import { evictBodyBases, getBodyBase, putBodyBase, type BodyBase } from './body-bases.ts';
import { evictTickets, issueTicket, takeTicket } from './download-tickets.ts';

const ticket = {
  workspaceId: 'wsp_1',
  personId: 'usr_1',
  agentId: 'agt_1',
  connectionId: 'con_1',
  attachmentId: 'att99',
  pageId: '123',
  createdAt: 100,
  expiresAt: 200,
};

describeEachStore('download tickets', ({ open }) => {
  it('are taken once, by whoever holds the text, of which only a hash is stored', async () => {
    const { db } = await open();
    const text = await issueTicket(db, ticket, systemRandom);
    expect(JSON.stringify(await db.selectFrom('download_tickets').selectAll().execute())).not.toContain(
      text.reveal(),
    );
    expect(await takeTicket(db, new Secret('guess'), 150)).toBeUndefined();
    const taken = await Promise.all([1, 2, 3, 4].map(() => takeTicket(db, text, 150)));
    expect(taken.filter(Boolean)).toEqual([ticket]);
  });

  it('are worth nothing once expired', async () => {
    const { db } = await open();
    expect(await takeTicket(db, await issueTicket(db, ticket, systemRandom), 200)).toBeUndefined();
    const late = await issueTicket(db, { ...ticket, expiresAt: 300 }, systemRandom);
    await issueTicket(db, ticket, systemRandom);
    await evictTickets(db, 200);
    expect(await db.selectFrom('download_tickets').select('expires_at').execute()).toMatchObject([
      { expires_at: 300 },
    ]);
    expect(await takeTicket(db, late, 250)).toMatchObject({ attachmentId: 'att99' });
  });
});

function base(fields: Partial<BodyBase> = {}): BodyBase {
  return {
    workspaceId: 'wsp_1',
    personId: 'usr_1',
    connectionId: 'con_1',
    pageId: '123',
    etag: '"7"',
    representation: 'storage',
    sealed: new Uint8Array([0, 255, 1, 128]),
    createdAt: 100,
    expiresAt: 200,
    ...fields,
  };
}

describeEachStore('body bases', ({ open }) => {
  it('come back byte for byte to the person who read them, and to nobody else', async () => {
    const { db } = await open();
    await putBodyBase(db, base());
    expect([...((await getBodyBase(db, base(), 150)) ?? [])]).toEqual([0, 255, 1, 128]);
    for (const other of [
      { workspaceId: 'wsp_2' },
      { personId: 'usr_2' },
      { connectionId: 'con_2' },
      { pageId: '124' },
      { etag: '"8"' },
      { representation: 'atlas_doc_format' },
    ]) {
      expect(await getBodyBase(db, base(other), 150)).toBeUndefined();
    }
  });

  it('are replaced by a later reading and expire', async () => {
    const { db } = await open();
    await putBodyBase(db, base());
    await putBodyBase(db, base({ sealed: new Uint8Array([9]), createdAt: 150, expiresAt: 300 }));
    expect([...((await getBodyBase(db, base(), 299)) ?? [])]).toEqual([9]);
    expect(await getBodyBase(db, base(), 300)).toBeUndefined();
    expect(await evictBodyBases(db, { now: 300, maxBytesPerPerson: 1_000 })).toBe(1);
  });

  it('give way, oldest first, where one person keeps too much', async () => {
    const { db } = await open();
    const kilobyte = new Uint8Array(1_000);
    for (const n of [1, 2, 3, 4, 5]) {
      await putBodyBase(db, base({ pageId: `${n}`, createdAt: n, sealed: kilobyte }));
    }
    await putBodyBase(db, base({ personId: 'usr_2', pageId: '1', createdAt: 0, sealed: kilobyte }));
    expect(await evictBodyBases(db, { now: 10, maxBytesPerPerson: 2_999 })).toBe(3);
    const left = await db
      .selectFrom('body_bases')
      .select(['person_id', 'page_id'])
      .orderBy('created_at')
      .execute();
    expect(left).toMatchObject([
      { person_id: 'usr_2', page_id: '1' },
      { person_id: 'usr_1', page_id: '4' },
      { person_id: 'usr_1', page_id: '5' },
    ]);
  });
});
