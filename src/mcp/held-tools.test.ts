import { describe, expect, it } from 'vitest';
import { withHeldTools } from './held-tools.ts';

const tool = (name: string) => ({ name, description: 'Größe …', inputSchema: { type: 'object' as const } });
const answered = (result: unknown) => Response.json({ result, jsonrpc: '2.0', id: 'a"b' });
const empty = { tools: [], ttlMs: 60_000, resultType: 'complete', _meta: { a: 1 } };

describe('a list of tools written once', () => {
  it.each([[[]], [[tool('one')]], [[tool('one'), tool('two')]]])(
    'reads as if the SDK had written it: %j',
    async (tools) => {
      const response = await withHeldTools(answered(empty), tools);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toStrictEqual({
        jsonrpc: '2.0',
        id: 'a"b',
        result: { ...empty, tools },
      });
    },
  );

  it('leaves an error alone', async () => {
    const error = { jsonrpc: '2.0', id: 1, error: { code: -32_603, message: 'Internal error' } };
    const response = await withHeldTools(Response.json(error, { status: 500 }), [tool('one')]);
    expect([response.status, await response.json()]).toStrictEqual([500, error]);
  });
});
