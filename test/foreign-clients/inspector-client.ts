import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  packageFile,
  readAnswer,
  type ForeignClient,
  type SigningInTarget,
  type Target,
} from './foreign-client.ts';

const launcher = packageFile('@modelcontextprotocol/inspector/clients/launcher/build/index.js');

/** Exit code of a tool result with `isError`. */
const toolFailed = 5;

const listed = z.looseObject({
  result: z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) }),
});
const called = z.looseObject({ result: z.unknown() });

/** The Inspector's command line: a process, and over stdio a server, for every call. */
export function inspectorClient(
  era: 'modern' | 'legacy',
): (target: Target | SigningInTarget) => Promise<ForeignClient> {
  return async (target) => {
    const home = await mkdtemp(join(tmpdir(), 'weir-inspector-'));
    const run = (words: readonly string[]) =>
      inspect([...targetWords(target), '--protocol-era', era, '--format', 'json', ...words], home, target);
    return {
      async toolNames() {
        const { result } = listed.parse(await run(['--method', 'tools/list', '--strict']));
        return result.tools.map(({ name }) => name);
      },
      async call(name, args) {
        const json = JSON.stringify(args);
        const words = ['--method', 'tools/call', '--tool-name', name, '--tool-args-json', json];
        return readAnswer(called.parse(await run(words)).result);
      },
      close: () => rm(home, { recursive: true, force: true }),
    };
  };
}

function targetWords(target: Target | SigningInTarget): readonly string[] {
  if (target.kind === 'signing-in') {
    const callback = `http://127.0.0.1:${target.callbackPort}/oauth/callback`;
    return [target.mcpUrl, '--transport', 'http', '--callback-url', callback];
  }
  if (target.kind === 'http') {
    return [target.mcpUrl, '--transport', 'http', '--header', `Authorization: Bearer ${target.key}`];
  }
  const environment = Object.entries(target.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [target.command, ...target.args, '--transport', 'stdio', ...environment];
}

function inspect(words: readonly string[], home: string, target: Target | SigningInTarget): Promise<unknown> {
  const person = target.kind === 'signing-in' ? target : undefined;
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    // What one call learned the next one finds in the home.
    MCP_INSPECTOR_SECRET_STORE: person ? 'file' : 'memory',
    // Whatever browser the machine has is not opened.
    ...(person && { MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: 'true' }),
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [launcher, '--cli', ...words],
      { env, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const answered = (error === null || error.code === toolFailed) && stdout !== '';
        if (answered) resolve(JSON.parse(stdout));
        else reject(new Error(`Inspector: ${stderr || error?.message || 'no output'}`));
      },
    );
    child.stdin?.end();
    let said = '';
    child.stderr?.on('data', (chunk: string | Buffer) => {
      said += String(chunk);
      const [all = '', address] = /Please navigate to:\s+(\S+)\s/.exec(said) ?? [];
      if (address === undefined || !person) return;
      said = said.slice(said.indexOf(all) + all.length);
      person.allow(address).catch(reject);
    });
  });
}
