import { expect } from 'vitest';
import { canary } from '../ledger.ts';
import type { World } from '../world.ts';

/** As docs/storage-schema.md says: the new key before the old one, a restart, the command, and the old one is taken away. */
export async function changeMasterKey({ ledger, weir }: World): Promise<void> {
  const old = ledger.planted.find(({ kind }) => kind === 'master key')?.value;
  const changed = ledger.plant('rotated master key', canary());
  weir.replaceSecret('master-key', `${changed} ${String(old)}`);
  await weir.restart();
  const rotate = ['keys', 'rotate', '--master', '--json'];
  const { rewrapped } = JSON.parse(await weir.run('keys-master.json', rotate)) as { rewrapped: number };
  expect(rewrapped).toBeGreaterThan(0);
  // Nothing but the old one opened what was wrapped until now.
  ledger.prove('master key');

  weir.replaceSecret('master-key', ledger.plant('wrong master key', canary()));
  await weir.run('keys-wrong', rotate, { code: 1 });
  ledger.prove('wrong master key');
  weir.replaceSecret('master-key', changed);
}
