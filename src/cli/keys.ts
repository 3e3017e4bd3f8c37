import { AppError } from '../kernel/app-error.ts';
import { systemClock } from '../kernel/clock.ts';
import { openStore } from '../store/open-store.ts';
import type { ResealProgress } from '../vault/reseal.ts';
import type { Vault } from '../vault/vault.ts';
import { command, printLine, untilStopped } from './command.ts';
import {
  existing,
  installationArgs,
  installationPlace,
  type InstallationPlace,
} from './installation-place.ts';
import { openVault } from './open-vault.ts';

export const keys = command({
  meta: { name: 'keys', description: 'Rotate the keys under which secrets are sealed, while Weir serves' },
  args: {
    action: { type: 'positional', description: 'rotate', valueHint: 'rotate' },
    master: {
      type: 'boolean',
      description: 'Change the master key alone; nothing is sealed again',
    },
    resume: { type: 'boolean', description: 'Make no new key; go on with a rotation that was stopped' },
    ...installationArgs,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    if (args.action !== 'rotate') throw misused(`There is no action "${args.action}".`);
    if (args.master && args.resume) throw misused('Options --master and --resume do not go together.');
    const open = await openKeys(await installationPlace(args));
    try {
      if (args.master) await changeMaster(open.vault, args.json === true);
      else await rotate(open.vault, { resume: args.resume === true, json: args.json === true });
    } finally {
      await open.close();
    }
  },
});

async function openKeys(
  place: InstallationPlace,
): Promise<{ readonly vault: Vault; close(): Promise<void> }> {
  const store = await openStore(existing(place.location), { clock: systemClock, log: place.log });
  try {
    const vault = await openVault(store, place);
    return {
      vault,
      async close() {
        await vault.close();
        await store.close();
      },
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

async function changeMaster(vault: Vault, json: boolean): Promise<void> {
  const { rewrapped, masterKeyId } = await vault.changeMasterKey();
  if (json) return printLine(JSON.stringify({ rewrapped, masterKeyId }));
  if (rewrapped > 0) {
    printLine(`Data keys wrapped under the master key ${masterKeyId}: ${rewrapped}.`);
    printLine('Backups made before need the old master key.');
  } else {
    printLine(`All data keys are under the master key ${masterKeyId} already.`);
    printLine('To change it, put a new key before it in vault.masterKey, white space between them.');
  }
}

async function rotate(
  vault: Vault,
  { resume, json }: { readonly resume: boolean; readonly json: boolean },
): Promise<void> {
  const made = resume ? [] : await vault.rotate();
  if (!json) for (const { id, purpose } of made) printLine(`New data key for ${purpose}: ${id}`);
  const stopping = new AbortController();
  void untilStopped().then(() => stopping.abort());
  const columns = new Map<string, ResealProgress>();
  let printedAt = -Infinity;
  const result = await vault.resealAll({
    signal: stopping.signal,
    onProgress(progress) {
      columns.set(progress.column, progress);
      const now = systemClock.now();
      if (json || (progress.left > 0 && now - printedAt < progressMs)) return;
      printedAt = now;
      printLine(progressLine(progress));
    },
  });
  if (json) return printLine(JSON.stringify({ made, result, columns: [...columns.values()] }));
  switch (result) {
    case 'done':
      return printLine('Done: everything that is sealed is under the newest data key.');
    case 'busy':
      return printLine('Another process is sealing older values again and will finish it.');
    case 'stopped':
      process.exitCode = 1;
      return printLine('Stopped. Older values stay readable; "weir keys rotate --resume" goes on.');
    default:
      return result satisfies never;
  }
}

/** Milliseconds between two lines of progress. */
const progressMs = 1_000;

function progressLine({ column, resealed, unreadable, left }: ResealProgress): string {
  const trouble = unreadable > 0 ? `, ${unreadable} could not be opened and stay as they are` : '';
  return `${column}: ${resealed} sealed again, ${left} left${trouble}`;
}

function misused(message: string): AppError {
  return new AppError('invalid_input', message, {
    nextStep: 'Run the command with --help to see what it takes.',
  });
}
