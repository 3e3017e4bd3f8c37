// npm run check: everything that can be judged without starting a server, in one go.
import { spawn } from 'node:child_process';

const steps: ReadonlyArray<readonly [name: string, command: string, ...args: string[]]> = [
  ['format', 'oxfmt', '--check'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['types', 'tsc', '--noEmit'],
  ['layers', 'depcruise', 'src', 'sandbox', '--config', '.dependency-cruiser.cjs'],
  ['dead code', 'knip'],
  ['unit tests', 'vitest', 'run', '--project', 'unit'],
];

function run(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${command}`, args, { env: { ...process.env, FORCE_COLOR: '0' } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const started = performance.now();
let failed = 0;
const running = steps.map(async ([name, command, ...args]) => {
  const began = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd());
  }
});
await Promise.all(running);
console.log(
  `${steps.length - failed} of ${steps.length} checks passed in ${((performance.now() - started) / 1000).toFixed(1)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
