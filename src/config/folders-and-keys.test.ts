import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemRandom } from '../kernel/random.ts';
import { auditKeyIn } from './audit-key.ts';
import { masterKeyFile } from './master-key-file.ts';
import { stateFolder, stdioDatabaseFile, stdioMasterKeyFile } from './state-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('auditKeyIn', () => {
  it('makes one key for all who ask at once, readable by its owner alone, and finds it again', async () => {
    const dataDir = join(folder, 'data');
    const keys = await Promise.all(Array.from({ length: 8 }, () => auditKeyIn(dataDir, systemRandom)));
    expect(new Set(keys.map((key) => key.reveal())).size).toBe(1);
    expect(keys[0]?.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(dataDir)).toEqual(['audit.key']);
    expect(statSync(join(dataDir, 'audit.key')).mode & 0o777).toBe(0o600);
    expect((await auditKeyIn(dataDir, systemRandom)).reveal()).toBe(keys[0]?.reveal());
  });

  it('refuses a key that was cut short, and leaves the file as it is', async () => {
    writeFileSync(join(folder, 'audit.key'), 'short\n');
    await expect(auditKeyIn(folder, systemRandom)).rejects.toMatchObject({
      code: 'configuration',
      message: `The key file ${join(folder, 'audit.key')} is damaged.`,
    });
    expect(readFileSync(join(folder, 'audit.key'), 'utf8')).toBe('short\n');
  });

  it('says when the folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(auditKeyIn(join(folder, 'file'), systemRandom)).rejects.toMatchObject({
      code: 'configuration',
    });
  });
});

describe('masterKeyFile', () => {
  it('makes one key for all who ask at once, readable by its owner alone', async () => {
    const file = join(folder, 'one', 'master.key');
    const read = await Promise.all(
      Array.from({ length: 8 }, () => masterKeyFile(file, systemRandom).read({ make: true })),
    );
    expect(new Set(read.flat().map((key) => key.reveal())).size).toBe(1);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o700);
  });

  it('puts a new key before the others, and forgets those when told', async () => {
    const file = join(folder, 'two', 'master.key');
    const keys = masterKeyFile(file, systemRandom);
    const [first] = await keys.read({ make: true });
    const [current, previous, ...more] = await keys.addKey();
    expect([previous?.reveal(), more]).toEqual([first.reveal(), []]);
    expect((await keys.read({ make: false })).map((key) => key.reveal())).toEqual([
      current.reveal(),
      first.reveal(),
    ]);
    await keys.keepCurrent();
    expect(readFileSync(file, 'utf8')).toBe(`${current.reveal()}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'two'))).toEqual(['master.key']);
  });

  it('is never made anew where something was sealed', async () => {
    const file = join(folder, 'none', 'master.key');
    await expect(masterKeyFile(file, systemRandom).read({ make: false })).rejects.toMatchObject({
      code: 'configuration',
      message: `The master key file ${file} is missing.`,
    });
    expect(existsSync(file)).toBe(false);
  });

  it.each(['', 'short\n', `${'k'.repeat(40)}\nshort\n`])('refuses a damaged file: %j', async (text) => {
    const file = join(folder, 'damaged.key');
    writeFileSync(file, text);
    await expect(masterKeyFile(file, systemRandom).read({ make: true })).rejects.toMatchObject({
      code: 'configuration',
      message: `The key file ${file} is damaged.`,
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('stateFolder', () => {
  it.each([
    ['linux', { HOME: '/home/ada' }, '/home/ada/.local/state/weir'],
    ['linux', { HOME: '/home/ada', XDG_STATE_HOME: '/state' }, '/state/weir'],
    ['linux', { HOME: '/home/ada', XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/weir'],
    ['darwin', { HOME: '/Users/ada' }, '/Users/ada/Library/Application Support/Weir'],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(stateFolder(env, platform)).toBe(expected);
  });

  it('holds the database of stdio and its master key', () => {
    expect(stdioDatabaseFile({ XDG_STATE_HOME: '/state' })).toBe('/state/weir/stdio.db');
    expect(stdioMasterKeyFile({ XDG_STATE_HOME: '/state' })).toBe('/state/weir/stdio-master.key');
  });
});
