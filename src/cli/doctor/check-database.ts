import type { Config } from '../../config/load-config.ts';
import { systemClock } from '../../kernel/clock.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import { createLog } from '../../telemetry/log.ts';
import { failed, type Report } from './finding.ts';

/** Clocks that differ by more make tokens seem over, or not yet valid. Milliseconds. */
const mostDriftMs = 30_000;

/** Opens the database and looks at its clock; the caller closes it. Undefined where it cannot be opened. */
export async function checkDatabase({ database }: Config, report: Report): Promise<Store | undefined> {
  const what = database.kind === 'sqlite' ? database.file : 'Postgres';
  try {
    const store = await openStore(database, { clock: systemClock, log: createLog({ level: 'silent' }) });
    report({ check: 'database', ok: true, what: `${what}, at the newest schema` });
    const driftMs = Math.abs((await store.now()) - systemClock.now());
    const differs = `differs from this machine's by ${Math.round(driftMs / 1000)} s`;
    report(
      driftMs > mostDriftMs
        ? {
            check: 'clock',
            ok: false,
            what: `the clock of the database ${differs}`,
            nextStep: 'Let both follow the same time server.',
          }
        : { check: 'clock', ok: true, what: `${new Date().toISOString()}, the database agrees` },
    );
    return store;
  } catch (thrown) {
    report(failed('database', thrown));
    return undefined;
  }
}
