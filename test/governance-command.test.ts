import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../src/kernel/clock.ts';
import { openStore } from '../src/store/open-store.ts';
import { companyIn } from './support/governed-store.ts';
import { quietLog } from './support/stores.ts';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-governance-'));
  const store = await openStore(
    { kind: 'sqlite', file: join(folder, 'weir.db') },
    { clock: systemClock, log: quietLog },
  );
  await companyIn(store);
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command of the sources over the folder, to its end. */
async function weir(...words: readonly string[]) {
  const child = spawn(process.execPath, [main, ...words, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

async function file(text: string): Promise<string> {
  const path = join(folder, 'governance.yaml');
  await writeFile(path, text);
  return path;
}

const start = `apiVersion: weir/v1
governance:
  settings:
    review: { actions: [read, write], risks: [none] }
    allowAllAgents: true
  profiles:
    everybody:
      everybody: true
      toolsets: [all-approved]
`;

it('exports, shows drift, applies once, and exports the same again', async () => {
  const path = await file(start);
  const checked = await weir('apply', '-f', path, '--check');
  expect(checked).toMatchObject({ code: 1, stderr: '' });
  expect(checked.stdout).toContain('~ settings settings\n');
  expect(checked.stdout).toContain('    allowAllAgents: false -> true\n');
  expect(checked.stdout).toContain('+ profiles everybody\n');
  expect(checked.stdout).toContain('2 differences; nothing was changed.');
  expect((await weir('apply', '-f', path, '--dry-run')).code).toBe(0);
  expect((await weir('apply', '--file', path)).stdout).toContain('2 differences applied.');
  expect(await weir('apply', '-f', path, '--check')).toMatchObject({ code: 0, stdout: 'Nothing differs.\n' });
  const exported = await weir('export');
  expect(parse(exported.stdout)).toMatchObject({
    apiVersion: 'weir/v1',
    governance: {
      settings: { allowAllAgents: true, review: { actions: ['read', 'write'], risks: ['none'] } },
      profiles: { everybody: { everybody: true, toolsets: ['all-approved'] } },
      rules: {},
    },
  });
  const copy = join(folder, 'copy.yaml');
  await writeFile(copy, exported.stdout);
  expect(await weir('apply', '-f', copy)).toMatchObject({ code: 0, stdout: 'Nothing differs.\n' });
  expect((await weir('export')).stdout).toBe(await readFile(copy, 'utf8'));
}, 60_000);

it('says the line of what does not exist or does not read, and changes nothing', async () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      '  profiles:\n    a:\n      toolsets: [read-only]\n      groups:\n        - Nobody\n',
      'line 7: profiles.a.groups.0 names the group Nobody',
    ],
    [
      '  rules:\n    a:\n      condition: "nope("\n      outcome: { kind: deny }\n',
      'line 5: rules.a.condition does not read at character',
    ],
    [
      '  profiles:\n    a:\n      toolsets: [read-only]\n      everbody: true\n',
      'line 6: governance.profiles.a.everbody is not a known key; did you mean "everybody"?',
    ],
    ['  rulez: {}\n', 'line 3: governance.rulez is not a known key'],
  ];
  for (const [text, message] of cases) {
    const path = await file(`apiVersion: weir/v1\ngovernance:\n${text}`);
    const { code, stderr, stdout } = await weir('apply', '-f', path);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  }
  expect((await weir('apply', '-f', await file('apiVersion: weir/v1\n'))).stderr).toContain(
    'has no governance',
  );
  expect((await weir('apply')).stderr).toContain('Option --file (or -f) names what to apply');
  expect((await weir('export', '--workspace', 'other')).stderr).toContain('There is no workspace other');
}, 60_000);
