import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workspace } from '../../src/store/workspaces.ts';
import { startAdminWeir, type AdminWeir, type Ask } from '../support/admin-weir.ts';
import { describeEachStore } from '../support/stores.ts';

describeEachStore('MCP clients by the admin API', ({ emptyLocation }) => {
  let weir: AdminWeir;
  let main: Workspace;
  let builder: Ask;
  beforeEach(async () => {
    weir = await startAdminWeir({ database: await emptyLocation() });
    main = await weir.workspace('main');
    builder = await weir.browser(await weir.person(main, 'ben', ['builder']));
  });
  afterEach(() => weir.close());

  const clients = '/workspaces/main/oauth-clients';

  it('enters a client whose secret is shown once, gives it another, and removes it', async () => {
    const made = await builder('POST', clients, {
      body: {
        name: 'Nightly',
        authentication: 'client_secret_basic',
        redirectUris: ['https://ci.example.test/callback'],
        scopes: ['weir:read'],
      },
    });
    expect(made).toMatchObject({ status: 201, body: { clientSecret: expect.stringMatching(/^[\w-]{43}$/) } });
    const clientId = String(made.body['clientId']);
    const list = await builder('GET', clients);
    expect(list.body).toEqual({
      items: [
        {
          clientId,
          name: 'Nightly',
          source: 'administrator',
          redirectUris: ['https://ci.example.test/callback'],
          grantTypes: expect.any(Array),
          isOurs: true,
          isBlocked: false,
          createdAt: expect.any(Number),
        },
      ],
    });
    const again = await builder('POST', `${clients}/${clientId}/secret`);
    expect(again.status).toBe(201);
    expect(again.body['clientSecret']).not.toBe(made.body['clientSecret']);
    expect((await builder('DELETE', `${clients}/${clientId}`)).status).toBe(204);
    expect((await builder('DELETE', `${clients}/${clientId}`)).status).toBe(404);
    const rows = JSON.stringify(
      await weir.foundation.store.db.selectFrom('oauth_records').selectAll().execute(),
    );
    expect(rows).not.toContain(String(made.body['clientSecret']));
    expect((await builder('POST', clients, { body: { name: 'N', authentication: 'magic' } })).status).toBe(
      400,
    );
  });

  it('blocks a client that nobody entered, by its address, in this workspace alone', async () => {
    const other = await weir.workspace('other');
    const theirs = await weir.browser(await weir.person(other, 'zoe', ['owner']));
    const address = `${clients}/${encodeURIComponent('https://client.example.test/client.json')}/block`;
    expect((await builder('PUT', address)).status).toBe(204);
    expect((await builder('DELETE', address)).status).toBe(204);
    expect((await builder('DELETE', address)).status).toBe(404);
    expect((await theirs('PUT', address)).status).toBe(404);
  });

  it('lists what people let clients do, and ends it', async () => {
    expect((await builder('GET', '/workspaces/main/oauth-grants')).body).toEqual({ items: [] });
    expect((await builder('DELETE', '/workspaces/main/oauth-grants/none')).status).toBe(404);
  });
});
