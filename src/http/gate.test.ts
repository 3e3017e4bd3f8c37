import { expect, it } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { createLog } from '../telemetry/log.ts';
import { bearerGate, type Authenticate } from './gate.ts';

const log = createLog({ level: 'silent' });
const somebody = {
  workspaceId: 'wsp_1',
  workspaceSlug: 'red',
  userId: 'usr_1',
  userName: 'Ada',
  agentId: 'agt_1',
};
const at = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  new Request(`http://inside:7400${path}`, { method: 'POST', headers });
const passes: Authenticate = (key) => (key === 'good' ? somebody : undefined);

it('asks for the address of the request as people know it, without its query', async () => {
  const asked: string[] = [];
  const gate = bearerGate(
    (_key, resource) => {
      asked.push(resource);
      return somebody;
    },
    log,
    () => 'https://weir.example',
  );
  await gate(at('/w/red/mcp/?surface=grouped', { authorization: 'Bearer good' }));
  expect(asked).toStrictEqual(['https://weir.example/w/red/mcp']);
});

it('takes a key in any case of the scheme and refuses every other way', async () => {
  const gate = bearerGate(passes, log);
  for (const authorization of ['Bearer good', 'bearer good', 'BEARER  good ']) {
    expect(await gate(at('/mcp', { authorization }))).toStrictEqual(somebody);
  }
  for (const authorization of ['Basic good', 'good', 'Bearer', 'Bearer good better', 'Bearer bad']) {
    const answer = await gate(at('/mcp', { authorization }));
    expect(answer instanceof Response && answer.status).toBe(401);
  }
});

it('without an address of its own it names no metadata', async () => {
  const answer = await bearerGate(passes, log)(at('/mcp'));
  expect(answer instanceof Response && answer.headers.get('www-authenticate')).toBe('Bearer realm="weir"');
});

it('says why a token that speaks for nobody is refused, and lets other failures pass', async () => {
  const failing = (error: Error): Authenticate => {
    return () => {
      throw error;
    };
  };
  const request = at('/mcp', { authorization: 'Bearer good' });
  const denied = new AppError('denied', 'The calling agent could not be identified.', {
    nextStep: 'Sign in.',
  });
  const answer = await bearerGate(failing(denied), log)(request);
  expect(answer instanceof Response && [answer.status, await answer.text()]).toStrictEqual([
    403,
    expect.stringContaining('The calling agent could not be identified. Sign in.'),
  ]);
  const away = new AppError('upstream_unavailable', 'The database is away.');
  await expect(bearerGate(failing(away), log)(request)).rejects.toBe(away);
});

it('takes a Confluence token beside a good key alone, and hides it', async () => {
  const gate = bearerGate(passes, log);
  const header = { 'x-confluence-access-token': 'atlassian' };
  const principal = await gate(at('/mcp', { authorization: 'Bearer good', ...header }));
  expect(principal).toMatchObject({ userId: 'usr_1' });
  expect(JSON.stringify(principal)).not.toContain('atlassian');
  expect('handedOver' in principal && principal.handedOver?.reveal()).toBe('atlassian');
  const alone = await gate(at('/mcp', { authorization: 'Bearer bad', ...header }));
  expect(alone instanceof Response && alone.status).toBe(401);
  const wrong = { authorization: 'Bearer good', 'x-confluence-access-token': 'x'.repeat(8_193) };
  const long = await gate(at('/mcp', wrong));
  expect(long instanceof Response && long.status).toBe(400);
});
