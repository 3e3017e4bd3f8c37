import { expect, it } from 'vitest';
import { describeEachStore } from '../../test/support/stores.ts';
import {
  completeConnectLinks,
  evictConnectLinks,
  findConnectLink,
  insertConnectLink,
  takeConnectLinkRound,
} from './connect-links.ts';

const link = {
  workspaceId: 'wsp_1',
  id: 'lnk_1',
  personId: 'usr_1',
  connectionId: 'con_1',
  agentId: 'agt_1',
  createdAt: 1_000,
  expiresAt: 2_000,
};
const place = { workspaceId: 'wsp_1', id: 'lnk_1' };

describeEachStore('invitations to connect', ({ open }) => {
  it('are found in their workspace until they expire', async () => {
    const { db } = await open();
    await insertConnectLink(db, { ...link, clientName: 'Reader' });
    expect(await findConnectLink(db, { ...place, now: 1_999 })).toEqual({ ...link, clientName: 'Reader' });
    expect(await findConnectLink(db, { ...place, now: 2_000 })).toBeUndefined();
    expect(await findConnectLink(db, { ...place, workspaceId: 'wsp_2', now: 1_500 })).toBeUndefined();
    expect(await findConnectLink(db, { ...place, id: 'lnk_2', now: 1_500 })).toBeUndefined();
  });

  it('are all completed by the person connecting, nobody else’s', async () => {
    const { db } = await open();
    await insertConnectLink(db, link);
    await insertConnectLink(db, { ...link, id: 'lnk_2' });
    await insertConnectLink(db, { ...link, id: 'lnk_3', personId: 'usr_2' });
    await insertConnectLink(db, { ...link, id: 'lnk_4', connectionId: 'con_2' });
    await completeConnectLinks(db, { ...link, now: 1_200 });
    await completeConnectLinks(db, { ...link, now: 1_300 });
    const completed = async (id: string) =>
      (await findConnectLink(db, { ...place, id, now: 1_500 }))?.completedAt;
    expect(await completed('lnk_1')).toBe(1_200);
    expect(await completed('lnk_2')).toBe(1_200);
    expect(await completed('lnk_3')).toBeUndefined();
    expect(await completed('lnk_4')).toBeUndefined();
  });

  it('take each round of a waiting call once, of its own person', async () => {
    const { db } = await open();
    await insertConnectLink(db, link);
    const round = { ...place, personId: 'usr_1', now: 1_500 };
    expect(await takeConnectLinkRound(db, { ...round, personId: 'usr_2', round: 0 })).toBeUndefined();
    expect(await takeConnectLinkRound(db, { ...round, round: 1 })).toBeUndefined();
    const taken = await Promise.all([0, 0, 0].map(() => takeConnectLinkRound(db, { ...round, round: 0 })));
    expect(taken.filter(Boolean)).toEqual([link]);
    expect(await takeConnectLinkRound(db, { ...round, round: 1 })).toEqual(link);
    expect(await takeConnectLinkRound(db, { ...round, round: 2, now: 2_000 })).toBeUndefined();
  });

  it('go once they expired', async () => {
    const { db } = await open();
    await insertConnectLink(db, link);
    await insertConnectLink(db, { ...link, id: 'lnk_2', expiresAt: 3_000 });
    await evictConnectLinks(db, 2_000);
    const rows = await db.selectFrom('connect_links').select('id').execute();
    expect(rows.map(({ id }) => id)).toEqual(['lnk_2']);
  });
});
