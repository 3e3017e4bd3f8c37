import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const suite = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

export interface SuiteOutcome {
  /** Scored scenarios by name, `true` where every check passed. */
  readonly scored: ReadonlyMap<string, boolean>;
  /** Everything that was printed, for a failing test. */
  readonly output: string;
}

/** Runs the requirement set of one protocol revision against a server and reads its summary. */
export async function runSuite(mcpUrl: string, revision: string): Promise<SuiteOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-conformance-'));
  try {
    const output = await run(['server', '--url', mcpUrl, '--requirements', revision, '-o', folder], folder);
    return { scored: scoredScenarios(output, revision), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(words: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve) => {
    // Exits with 1 when a scored scenario fails: the summary says which.
    execFile(
      process.execPath,
      [suite, ...words],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

/** `✓ name: n passed, m failed`, without those named under "Not scored". */
function scoredScenarios(output: string, revision: string): ReadonlyMap<string, boolean> {
  const [, summary = ''] = output.split('=== SUMMARY ===');
  const [results = '', notScored = ''] = summary.split(`Not scored for ${revision}`);
  const unscored = new Set([...notScored.matchAll(/^ +[✓✗] (\S+) \(/gm)].map(([, name = '']) => name));
  const lines = [...results.matchAll(/^[✓✗] (\S+): \d+ passed, (\d+) failed/gm)];
  return new Map(
    lines
      .filter(([, name = '']) => !unscored.has(name))
      .map(([, name = '', failed]) => [name, failed === '0']),
  );
}
