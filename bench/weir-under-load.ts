// Weir as it runs in production: the bundle, a configuration file, SQLite, one connection to the zero-latency upstream.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeGovernance } from './large-governance.ts';
import { startProcess, stopProcess, type Running } from './process.ts';

export const key = 'weir_bench-key-0123456789abcdef0123456789abcdef';

export interface Bench {
  readonly weir: Running;
  readonly upstream: Running;
  readonly mcpUrl: string;
  readonly key: string;
  readonly folder: string;
  close(): Promise<void>;
}

/** `large`: under the governance of a large company instead of a profile that allows everything. */
export async function startBench({ large }: { readonly large: boolean }): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  const upstream = await startProcess(['bench/upstream.ts']);
  const governed = large ? largeGovernance(caller) : open;
  const config = await writeConfig(folder, upstream.hello['url'] ?? '', governed);
  const weir = await startWeir(folder, config);
  return {
    weir,
    upstream,
    mcpUrl: weir.hello['mcpUrl'] ?? '',
    key,
    folder,
    close: async () => {
      await stopProcess(weir);
      await stopProcess(upstream);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const caller = 'bench@weir.example';
const open = {
  people: '',
  governance: `governance:
  settings: { review: { actions: [read, write, delete], risks: [none, sensitive] }, allowAllAgents: true }
  profiles: { everybody: { everybody: true, toolsets: [all-approved] } }
`,
};

export async function writeConfig(
  folder: string,
  site: string,
  { people, governance }: ReturnType<typeof largeGovernance> = open,
): Promise<string> {
  const file = join(folder, 'weir.yaml');
  await writeFile(join(folder, 'key'), key);
  await writeFile(join(folder, 'token'), 'bench-token');
  await writeFile(
    file,
    `apiVersion: weir/v1
server: { port: 0, host: 127.0.0.1 }
dataDir: ${JSON.stringify(join(folder, 'data'))}
network: { allowPrivate: ['127.0.0.0/8'] }
people:
  - { email: ${caller}, name: Bench, roles: [owner], key: { file: ${JSON.stringify(join(folder, 'key'))} } }
${people}connections:
  - slug: confluence
    platform: cloud
    site: ${JSON.stringify(site)}
    auth: { mode: api_token, email: bench@weir.example, token: { file: ${JSON.stringify(join(folder, 'token'))} } }
${governance}`,
  );
  return file;
}

export function startWeir(
  folder: string,
  config: string,
  env: Record<string, string> = {},
): Promise<Running> {
  return startProcess(['bin/weir.js', 'start', '--json', '--config', config, '--port', '0'], {
    WEIR_LOG_LEVEL: 'error',
    NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
    ...env,
  });
}
