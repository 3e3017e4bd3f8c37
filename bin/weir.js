#!/usr/bin/env node
// Starts Weir on a Node that can run it: this one if it is new enough, else the one npm installed beside us.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const required = 24;

if (Number(process.versions.node.split('.')[0]) >= required) {
  module.enableCompileCache?.();
  const built = new URL('../dist/weir.js', import.meta.url);
  await import(existsSync(built) ? built.href : new URL('../src/cli/main.ts', import.meta.url).href);
} else {
  const bundled = findBundledNode();
  if (bundled) runOn(bundled);
  else {
    process.stderr.write(
      `weir: Node ${process.versions.node} is too old. Weir needs Node ${required} or newer: install it, or run "npm ci" without --omit=optional, which brings one on Linux.\n`,
    );
    process.exitCode = 1;
  }
}

function findBundledNode() {
  try {
    const require = module.createRequire(import.meta.url);
    return require.resolve(`node-linux-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}

function runOn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 128 : 1);
  });
}
