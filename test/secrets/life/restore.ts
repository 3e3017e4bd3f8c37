import { join } from 'node:path';
import type { World } from '../world.ts';

/** A backup, and the same put into an empty database. */
export async function backUpAndRestore({ weir, spare }: World): Promise<void> {
  const file = join(weir.outputFolder, 'backup.gz');
  await weir.run('backup', ['backup', '--out', file]);
  const { database, folder } = spare;
  const env = database.kind === 'postgres' ? { WEIR_DATABASE_URL: database.url.reveal() } : {};
  await weir.run('restore.json', ['restore', file, '--json'], { data: folder, env });
  // It is not empty any more.
  await weir.run('restore-refused', ['restore', file], { data: folder, env, code: 1 });
}
