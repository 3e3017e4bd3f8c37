import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environment.ts';

/**
 * The folder where a person's own Weir keeps its state: `$XDG_STATE_HOME/weir` (XDG Base Directory Specification 0.8),
 * else the place that the system gives to such files.
 */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const chosen = env['XDG_STATE_HOME'];
  // The specification has relative paths ignored.
  if (chosen?.startsWith('/')) return join(chosen, 'weir');
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Weir');
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Weir');
    default:
      return join(home, '.local', 'state', 'weir');
  }
}

/** The database of `weir stdio`. */
export function stdioDatabaseFile(env: Environment): string {
  return join(stateFolder(env), 'stdio.db');
}

/** The master key of that database; `master.key` beside it may belong to a gateway's. */
export function stdioMasterKeyFile(env: Environment): string {
  return join(stateFolder(env), 'stdio-master.key');
}
