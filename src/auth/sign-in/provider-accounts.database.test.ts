import { expect, it } from 'vitest';
import { newId } from '../../../test/support/audit-entries.ts';
import { describeEachStore } from '../../../test/support/stores.ts';
import type { Store } from '../../store/open-store.ts';
import { ensureWorkspace } from '../../store/workspaces.ts';
import type { AccountEvent } from './journal.ts';
import { createProviderAccounts, type ProviderRules } from './provider-accounts.ts';

const person = {
  issuer: 'https://login.acme.test',
  subject: 'sub-1',
  email: 'New.Comer@acme.test',
  isEmailVerified: true,
  name: undefined,
};

function accountsOf(store: Store, rules: ProviderRules) {
  const events: AccountEvent[] = [];
  const find = createProviderAccounts(
    {
      store,
      ids: newId,
      note: async (event) => void events.push(event),
      refreshDirectory: async () => undefined,
    },
    rules,
  );
  return { find, events };
}

describeEachStore('accounts of a provider', ({ open }) => {
  const justInTime = { workspace: 'main' };

  it('are made once, also by two sign-ins at the same moment, and known to every process', async () => {
    const store = await open();
    await ensureWorkspace(store.db, { slug: 'main', name: 'Main', now: 1 }, newId);
    const { find, events } = accountsOf(store, { domains: ['acme.test'], justInTime });
    const [one, two] = await Promise.all([find(person, 'oidc'), find(person, 'oidc')]);
    expect(one).toMatchObject({
      email: 'new.comer@acme.test',
      name: 'new.comer@acme.test',
      isOperator: false,
    });
    expect(two.id).toBe(one.id);
    expect(await store.db.selectFrom('people').select(['email', 'account_id']).execute()).toMatchObject([
      { email: 'new.comer@acme.test', account_id: one.id },
    ]);
    expect(events.filter(({ event }) => event === 'account.linked')).not.toEqual([]);
    const revisions = await store.db.selectFrom('revisions').select('name').execute();
    expect(revisions.map(({ name }) => name)).toContain('directory');
  });

  it('have one identity of a provider, also when two come with the address at the same moment', async () => {
    const store = await open();
    await ensureWorkspace(store.db, { slug: 'main', name: 'Main', now: 1 }, newId);
    for (let round = 0; round < 5; round += 1) {
      const { find } = accountsOf(store, { domains: ['acme.test'], justInTime });
      const email = `round-${round}@acme.test`;
      const both = await Promise.allSettled(
        ['a', 'b'].map((subject) => find({ ...person, email, subject: `${subject}-${round}` }, 'oidc')),
      );
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    }
    expect(await store.db.selectFrom('account_identities').select('subject').execute()).toHaveLength(5);
  });

  it('are not made without a workspace to be a member of, nor for everybody there is', async () => {
    const store = await open();
    const { find, events } = accountsOf(store, { domains: ['acme.test'], justInTime });
    await expect(find(person, 'oidc')).rejects.toMatchObject({ code: 'configuration' });
    expect(await store.db.selectFrom('accounts').select('id').execute()).toEqual([]);
    expect(events).toEqual([]);
    for (const rules of [{ justInTime }, { justInTime, domains: [] }]) {
      expect(() => accountsOf(store, rules)).toThrow(expect.objectContaining({ code: 'configuration' }));
    }
  });

  it('are refused without an account, on record', async () => {
    const store = await open();
    const { find, events } = accountsOf(store, {});
    await expect(find(person, 'atlassian')).rejects.toMatchObject({ code: 'denied' });
    expect(events).toEqual([{ event: 'session.refused', method: 'atlassian', reason: 'no_account' }]);
  });
});
