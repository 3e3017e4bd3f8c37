import { expect } from 'vitest';
import { textOf } from '../../support/weir.ts';
import type { World } from '../world.ts';
import type { Admin } from './admin.ts';
import type { CallTool } from './agents.ts';

/**
 * A site that wants the operator's certificate, through the proxy; the same once it is gone, which is logged; and a file of
 * the key that was cut off.
 */
export async function showClientCertificate(
  world: World,
  { admin, call }: { readonly admin: Admin; readonly call: CallTool },
): Promise<void> {
  const { ledger, dataCenter, front, weir } = world;
  const [somebody] = dataCenter.site.people.values();
  await admin('POST', '/workspaces/main/connections', {
    slug: 'behind-tls',
    platform: 'datacenter',
    site: front.url,
    auth: { mode: 'pat', token: ledger.plant('shared personal access token', somebody?.apiToken ?? '') },
  });
  const answered = await call('confluence_list_spaces', { connection: 'behind-tls' });
  expect(answered.isError, textOf(answered)).toBeFalsy();
  expect([...front.shown]).toEqual(['weir client']);
  // The one opens the other.
  ledger.prove('key of the client certificate');
  ledger.prove('passphrase of the client certificate');
  await front.close();
  expect((await call('confluence_list_spaces', { connection: 'behind-tls' })).isError).toBe(true);

  const key = ledger.planted.find(({ kind }) => kind === 'key of the client certificate')?.value;
  weir.replaceSecret('client.key', String(key).split('\n').slice(0, 2).join('\n'));
  expect(await weir.run('doctor-broken-key.json', ['doctor', '--json'], { code: 1 })).toContain(
    'certificates',
  );
  weir.replaceSecret('client.key', String(key));
}
