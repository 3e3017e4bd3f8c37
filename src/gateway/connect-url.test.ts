import { expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import type { Caller, Connection } from './call.ts';
import { withConnectUrl } from './connect-url.ts';

const caller: Caller = {
  workspaceId: 'wsp_1',
  userId: 'usr_1',
  userName: 'Ann',
  agentId: 'agt_1',
  transport: 'http',
};
const connection: Connection = { id: 'con_1', slug: 'site', platform: 'cloud', siteUrl: 'https://site.test' };
const call = { caller, connection };
const url = 'https://weir.test/connect/con_1?w=main&link=lnk_1';

it('an account that is missing comes with the address where its person connects', async () => {
  const error = new AppError('upstream_auth', 'Confluence is not connected for this user.', {
    nextStep: 'Connect.',
    detail: 'no grant',
  });
  const { code, message, fields } = await withConnectUrl(
    error,
    call,
    async (who, where) => `${url}${who.userId}${where.id}`,
  );
  expect({ code, message, fields }).toEqual({
    code: 'upstream_auth',
    message: 'Confluence is not connected for this user.',
    fields: { nextStep: 'Connect.', detail: 'no grant', connectUrl: `${url}usr_1con_1` },
  });
});

it('what is not about an account, or has an address already, stays as it is', async () => {
  const forbidden = new AppError('upstream_forbidden', 'A scope is missing.');
  expect(await withConnectUrl(forbidden, call, async () => url)).toBe(forbidden);
  const told = new AppError('upstream_auth', 'Not connected.', { connectUrl: 'https://weir.test/other' });
  expect(await withConnectUrl(told, call, async () => url)).toBe(told);
});

it('an error is told without an address where none can be had', async () => {
  const error = new AppError('upstream_auth', 'Not connected.');
  expect(await withConnectUrl(error, call, async () => undefined)).toBe(error);
  expect(await withConnectUrl(error, call, () => Promise.reject(new Error('database away')))).toBe(error);
});
