import { expect, it, onTestFinished } from 'vitest';
import type { Operation } from '../../src/operations/operation.ts';
import { saveConnection } from '../../src/store/connections.ts';
import type { StoreLocation } from '../../src/store/open-store.ts';
import { startAdminWeir, type Ask } from '../support/admin-weir.ts';
import { smallCatalogue, upgradedCatalogue } from '../support/catalogues.ts';
import { recordOf } from '../support/governance-record.ts';
import { describeEachStore } from '../support/stores.ts';

const tools = '/workspaces/main/connections/wiki/tools';

async function company(database: StoreLocation, catalogue: readonly Operation[] = smallCatalogue) {
  const weir = await startAdminWeir({ database, catalogue });
  const main = await weir.workspace('main');
  const ada = await weir.person(main, 'ada', ['administrator']);
  const { store, ids } = weir.foundation;
  const wiki = await saveConnection(
    store.db,
    {
      workspaceId: main.id,
      slug: 'wiki',
      platform: 'cloud',
      site: 'https://acme.atlassian.net/wiki',
      authMode: 'oauth_central',
      settings: {},
      origin: 'admin',
      now: 1,
    },
    ids,
  );
  return { weir, main, ada, wiki, ask: await weir.browser(ada) };
}

/** `state action risk` by tool. */
async function states(ask: Ask): Promise<Record<string, string>> {
  const { body } = await ask('GET', tools);
  const items = body['items'] as readonly Record<string, string>[];
  return Object.fromEntries(
    items.map(({ tool, state, action, risk }) => [tool, `${state} ${action} ${risk}`]),
  );
}

describeEachStore('review of tools by the admin API', ({ emptyLocation }) => {
  async function open(location?: StoreLocation, catalogue?: readonly Operation[]) {
    const opened = await company(location ?? (await emptyLocation()), catalogue);
    onTestFinished(() => opened.weir.close());
    return opened;
  }

  it('discovers what a connection offers, whatever its credentials; nothing is approved by itself', async () => {
    const { weir, main, ask, wiki } = await open();
    expect((await ask('POST', '/workspaces/main/connections/wiki/discoveries')).body).toEqual({ changed: 5 });
    expect((await ask('POST', '/workspaces/main/connections/wiki/discoveries')).body).toEqual({ changed: 0 });
    expect(await states(ask)).toEqual({
      'labels.getForPage': 'pending read none',
      'pages.delete': 'pending delete sensitive',
      'pages.get': 'pending read none',
      'pages.list': 'pending read none',
      'spaces.list': 'pending read none',
    });
    const seen = weir.snapshot.of(main.id).connections.get(wiki.id)?.tools.get('pages.get');
    expect(seen?.state).toBe('pending');
  });

  it('approves one as it was read, and several at once; a decision on another state is refused', async () => {
    const { weir, main, ask, wiki, ada } = await open();
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    const read = await ask('GET', `${tools}/pages.get`);
    const body = { state: 'approved' };
    expect((await ask('PATCH', `${tools}/pages.get`, { body })).status).toBe(428);
    const approved = await ask('PATCH', `${tools}/pages.get`, { body, ifMatch: read.etag ?? '' });
    expect(approved).toMatchObject({
      status: 200,
      body: {
        state: 'approved',
        decidedBy: ada.id,
        approved: { definition: read.body['definition'], set: read.body['set'] },
        differences: [],
      },
    });
    expect((await ask('PATCH', `${tools}/pages.get`, { body, ifMatch: read.etag ?? '' })).status).toBe(412);
    const many = await ask('POST', `${tools}/approvals`, { body: { actions: ['read'], risks: ['none'] } });
    expect(many.body).toEqual({ approved: ['labels.getForPage', 'pages.list', 'spaces.list'] });
    expect((await states(ask))['pages.delete']).toBe('pending delete sensitive');
    const stale = { tools: [{ tool: 'pages.delete', definition: 'another' }] };
    expect((await ask('POST', `${tools}/approvals`, { body: stale })).status).toBe(409);
    expect((await ask('POST', `${tools}/approvals`, { body: { tools: [{ tool: 'no.such' }] } })).status).toBe(
      404,
    );
    expect(weir.snapshot.of(main.id).connections.get(wiki.id)?.tools.get('pages.get')?.state).toBe(
      'approved',
    );
  });

  it('approves by classification where the workspace says so, unless the connection says otherwise', async () => {
    const { ask } = await open();
    const settings = await ask('GET', '/workspaces/main/governance');
    expect(settings.body).toMatchObject({ review: 'each', allowAllAgents: false });
    const review = { actions: ['read'], risks: ['none'] };
    const { status } = await ask('PATCH', '/workspaces/main/governance', {
      body: { review },
      ifMatch: settings.etag ?? '',
    });
    expect(status).toBe(200);
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    expect(await states(ask)).toMatchObject({
      'pages.get': 'approved read none',
      'pages.delete': 'pending delete sensitive',
    });
    const own = await ask('GET', '/workspaces/main/connections/wiki/review');
    expect(own.body).toEqual({ review: null });
    const put = await ask('PUT', '/workspaces/main/connections/wiki/review', {
      body: { review: { actions: ['delete'], risks: ['sensitive'] } },
      ifMatch: own.etag ?? '',
    });
    expect(put.status).toBe(200);
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    expect((await states(ask))['pages.delete']).toBe('approved delete sensitive');
  });

  it('after an upgrade: changed, renamed, added and removed tools are blocked, shown, approved, on record', async () => {
    const location = await emptyLocation();
    const before = await company(location);
    await before.ask('POST', '/workspaces/main/connections/wiki/discoveries');
    await before.ask('POST', `${tools}/approvals`, { body: { states: ['pending'] } });
    const sensitive = await before.ask('GET', `${tools}/labels.getForPage`);
    await before.ask('PATCH', `${tools}/labels.getForPage`, {
      body: { risk: 'sensitive' },
      ifMatch: sensitive.etag ?? '',
    });
    await before.weir.close();

    const { weir, main, wiki, ask, ada } = await open(location, upgradedCatalogue);
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    expect(await states(ask)).toEqual({
      'labels.getForPage': 'removed read sensitive',
      'labels.list': 'pending read sensitive',
      'pages.delete': 'approved delete sensitive',
      'pages.get': 'changed read none',
      'pages.list': 'approved read none',
      'search.cql': 'pending read none',
      'spaces.list': 'removed read none',
    });
    const shown = await ask('GET', `${tools}/pages.get`);
    expect(shown.body['differences']).toEqual([
      {
        field: 'description',
        before: smallCatalogue[0]?.description,
        after: 'Reads a page, and now also sends it to someone.',
      },
    ]);
    expect((await ask('GET', `${tools}/labels.list`)).body).toMatchObject({
      renamedFrom: 'labels.getForPage',
    });
    const other = await ask('GET', `${tools}/pages.list`);
    expect(other.body['set']).not.toBe((other.body['approved'] as Record<string, unknown>)['set']);
    const gone = await ask('POST', `${tools}/approvals`, { body: { tools: [{ tool: 'spaces.list' }] } });
    expect(gone.status).toBe(409);

    await ask('PATCH', `${tools}/pages.get`, { body: { state: 'approved' }, ifMatch: shown.etag ?? '' });
    await ask('POST', `${tools}/approvals`, { body: { tools: [{ tool: 'labels.list' }] } });
    const seen = weir.snapshot.of(main.id).connections.get(wiki.id)?.tools;
    expect(seen?.get('pages.get')?.state).toBe('approved');
    expect(seen?.get('labels.list')?.state).toBe('approved');
    expect(seen?.get('search.cql')?.state).toBe('pending');
    expect(await recordOf(weir, main.id, 'tool.%')).toEqual(
      expect.arrayContaining([
        `tool.changed ${ada.id} tool:pages.get; pages.get was approved`,
        `tool.renamed ${ada.id} tool:labels.list; labels.list from labels.getForPage`,
        `tool.discovered ${ada.id} tool:search.cql;`,
        expect.stringMatching(/^tool\.removed .* tool:labels\.getForPage tool:spaces\.list;/),
        expect.stringMatching(/^tool\.approved .* tool:pages\.get; was changed definition [0-9a-f]{12}$/),
        expect.stringMatching(/^tool\.approved .* tool:labels\.list; was pending/),
      ]),
    );
  });

  it('an upgrade that is taken back finds its approvals again', async () => {
    const location = await emptyLocation();
    const first = await company(location);
    await first.ask('POST', '/workspaces/main/connections/wiki/discoveries');
    await first.ask('POST', `${tools}/approvals`, { body: {} });
    await first.weir.close();
    const second = await company(location, upgradedCatalogue);
    await second.ask('POST', '/workspaces/main/connections/wiki/discoveries');
    await second.weir.close();
    const { ask } = await open(location);
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    expect(await states(ask)).toMatchObject({
      'labels.getForPage': 'approved read none',
      'labels.list': 'removed read none',
      'pages.get': 'approved read none',
      'spaces.list': 'approved read none',
    });
  });

  it('disables a tool, and classifies it otherwise', async () => {
    const { ask } = await open();
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    const read = await ask('GET', `${tools}/pages.get`);
    const off = await ask('PATCH', `${tools}/pages.get`, {
      body: { state: 'disabled', action: 'write', risk: 'dangerous' },
      ifMatch: read.etag ?? '',
    });
    expect(off.body).toMatchObject({ state: 'disabled', action: 'write', risk: 'dangerous' });
    await ask('POST', '/workspaces/main/connections/wiki/discoveries');
    expect((await states(ask))['pages.get']).toBe('disabled write dangerous');
  });
});
