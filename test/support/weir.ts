import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client';
import { openFoundation, type Foundation } from '../../src/app/foundation.ts';
import { startDemo, type RunningDemo } from '../../src/app/demo.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { masterKeysFromConfig } from '../../src/vault/master-key-source.ts';
import type { Traces } from '../../src/telemetry/traces/traces.ts';
import type { StoreLocation } from '../../src/store/open-store.ts';
import { quietLog } from './kept-log.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../sandbox/index.ts';

export interface TestWeir {
  readonly sandbox: RunningSandbox;
  readonly weir: RunningDemo;
  readonly foundation: Foundation;
  readonly client: Client;
  /** Calls a tool of the flat surface as the demo's person. */
  call(name: string, args?: Record<string, unknown>): Promise<CallToolResult>;
  /** The text that a model would read; fails where the call was refused. */
  read(name: string, args?: Record<string, unknown>): Promise<string>;
  /** `structuredContent` of the call; fails where the call was refused. */
  structured(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Another client of the same server, for example on `?surface=grouped`. */
  connect(query: string): Promise<Client>;
  close(): Promise<void>;
}

export const testAuditKey = new Secret('test-audit-key-0123456789abcdef0123456789abcdef');
/** The same in every process, so that a second one can open what the first one sealed. */
export const testMasterKeys = masterKeysFromConfig(
  [new Secret('test-master-key-0123456789abcdef0123456789abcdef')],
  systemRandom,
);

/** The whole product over the sandbox, in this process, with a client over HTTP. */
export async function startTestWeir({
  database = { kind: 'sqlite', file: ':memory:' },
  traces,
  ...options
}: SandboxOptions & {
  readonly database?: StoreLocation;
  readonly traces?: Traces | undefined;
} = {}): Promise<TestWeir> {
  const sandbox = await startSandbox(options);
  const foundation = await openFoundation({
    database,
    auditKey: testAuditKey,
    masterKeys: testMasterKeys,
    log: quietLog,
    traces,
  });
  const weir = await startDemo({ foundation, sandbox, address: { host: '127.0.0.1', port: 0 } });
  const connect = async (query: string): Promise<Client> => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${weir.mcpUrl}${query}`), {
        requestInit: { headers: { authorization: `Bearer ${weir.key.reveal()}` } },
      }),
    );
    return client;
  };
  const client = await connect('');
  const call: TestWeir['call'] = async (name, args = {}) => client.callTool({ name, arguments: args });
  return {
    sandbox,
    weir,
    foundation,
    client,
    call,
    connect,
    async read(name, args) {
      return succeeded(await call(name, args)).text;
    },
    async structured(name, args) {
      return succeeded(await call(name, { ...args, outputFormat: 'structured' })).structured;
    },
    async close() {
      await client.close();
      await weir.close();
      await sandbox.close();
    },
  };
}

/** What a client reads of a result, refused or not. */
export function textOf(result: CallToolResult): string {
  return result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}

function succeeded(result: CallToolResult): { text: string; structured: Record<string, unknown> } {
  const text = textOf(result);
  if (result.isError) throw new Error(`The call was refused: ${text}`);
  return { text, structured: (result.structuredContent ?? {}) as Record<string, unknown> };
}
