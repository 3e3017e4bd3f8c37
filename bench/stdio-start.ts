import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Milliseconds from spawning `weir stdio` to its answer to `initialize`. */
export async function stdioStartMs(folder: string, site: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['bin/weir.js', 'stdio', '--ephemeral'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CONFLUENCE_URL: site,
      CONFLUENCE_EMAIL: 'bench@weir.example',
      CONFLUENCE_API_TOKEN: 'bench-token',
      WEIR_LOG_LEVEL: 'error',
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
    },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.write(
    `${JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'bench', version: '1' },
      },
    })}\n`,
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const took = performance.now() - began;
    if (!line.includes('"protocolVersion"')) throw new Error(`weir stdio answered ${line.slice(0, 300)}`);
    child.stdin.end();
    await ended;
    return took;
  }
  throw new Error('weir stdio ended before it answered');
}
