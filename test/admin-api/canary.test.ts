import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/index.ts';
import { encodingsOf, findPlanted } from '../support/canary.ts';
import { startAdminWeir } from '../support/admin-weir.ts';

const canary = (name: string): string => `canary ${name}/=+"ü"`;

it('no secret that is entered lies in the database or in an answer, in any mode', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-admin-canary-'));
  const cloud = await startSandbox();
  const wiki = await startSandbox({ platform: 'datacenter' });
  const weir = await startAdminWeir({
    database: { kind: 'sqlite', file: join(folder, 'weir.db') },
    atlassian: cloud.atlassian,
    centralApp: { clientId: 'central', clientSecret: canary('central') },
  });
  const main = await weir.workspace('main');
  const owner = await weir.browser(await weir.person(main, 'ada', ['owner']));
  const onCloud = { platform: 'cloud', site: cloud.siteUrl };
  const onDataCenter = { platform: 'datacenter', site: wiki.siteUrl };
  const app = cloud.apps.create({ name: 'App', redirectUri: 'http://localhost:9/callback', scopes: [] });
  const service = cloud.accounts.createServiceAccount({ name: 'Robot', scopes: ['read:confluence-user'] });
  const [person] = cloud.people;
  const [colleague] = wiki.people;
  const tries = [
    { ...onCloud, auth: { mode: 'oauth_central' } },
    { ...onCloud, auth: { mode: 'oauth', clientId: app.clientId, clientSecret: app.clientSecret } },
    { ...onCloud, auth: { mode: 'oauth', clientId: app.clientId, clientSecret: canary('oauth') } },
    { ...onCloud, auth: { mode: 'api_token', email: 'a@example.test', token: canary('token') } },
    { ...onCloud, auth: { mode: 'api_token', email: person?.email, token: person?.apiToken } },
    { ...onCloud, auth: { mode: 'basic', username: 'a', password: canary('password') } },
    {
      ...onCloud,
      auth: { mode: 'service_account', clientId: service.clientId, clientSecret: service.clientSecret },
    },
    { ...onCloud, auth: { mode: 'service_account', clientId: 'x', clientSecret: canary('service') } },
    { ...onCloud, auth: { mode: 'access_token', from: 'operator', token: canary('access') } },
    { ...onDataCenter, auth: { mode: 'pat', token: canary('pat') } },
    { ...onDataCenter, auth: { mode: 'pat', token: colleague?.personalToken } },
    {
      ...onDataCenter,
      auth: { mode: 'basic', username: colleague?.username, password: colleague?.password },
    },
    { ...onDataCenter, auth: { mode: 'oauth', clientId: 'x', clientSecret: canary('link') } },
  ];
  const answers: string[] = [];
  const saved: string[] = [];
  for (const [index, fields] of tries.entries()) {
    const slug = `site-${index}`;
    const { status, body } = await owner('POST', '/workspaces/main/connections', {
      body: { slug, ...fields },
    });
    answers.push(JSON.stringify(body));
    if (status === 201) saved.push(slug);
  }
  // Saved: all but the wrong secrets of apps, which are refused.
  expect(saved).toHaveLength(tries.length - 3);
  for (const slug of saved) {
    const address = `/workspaces/main/connections/${slug}`;
    answers.push(JSON.stringify((await owner('POST', `${address}/test`)).body));
    answers.push(JSON.stringify((await owner('GET', `${address}/scopes`)).body));
    const replaced = await owner('PUT', `${address}/secret`, {
      body: { secret: canary('new') },
      ifMatch: '*',
    });
    answers.push(JSON.stringify(replaced.body));
  }
  for (const path of [
    '/workspaces/main/connections',
    '/workspaces/main/record?limit=200',
    '/me/connections',
  ]) {
    answers.push(JSON.stringify((await owner('GET', path)).body));
  }
  await weir.foundation.recorder.flush();

  const secrets = [
    ...['central', 'oauth', 'token', 'password', 'service', 'access', 'pat', 'link', 'new'].map(canary),
    app.clientSecret,
    service.clientSecret,
    person?.apiToken ?? '',
    colleague?.personalToken ?? '',
    colleague?.password ?? '',
  ];
  const said = Buffer.from(answers.join('\n'));
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5);
    expect(findPlanted(folder, secret)).toEqual([]);
    const found = encodingsOf(secret).filter(({ bytes }) => said.includes(bytes));
    expect(found.map(({ name }) => name)).toEqual([]);
  }
  // A control: what is planted is found.
  await owner('POST', '/workspaces/main/groups', { body: { name: canary('control') } });
  expect(findPlanted(folder, canary('control'))).not.toEqual([]);

  await weir.close();
  await cloud.close();
  await wiki.close();
  rmSync(folder, { recursive: true, force: true });
});
