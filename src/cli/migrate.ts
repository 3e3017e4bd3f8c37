import { migrateToLatest, stepsRun } from '../store/migrate.ts';
import { stepNames } from '../store/migrations/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { openDatabase } from '../store/open-store.ts';
import { command, printLine } from './command.ts';
import { existing, installationArgs, installationPlace } from './installation-place.ts';

export const migrate = command({
  meta: {
    name: 'migrate',
    description: 'Bring the database to the schema of this version, as every start does',
  },
  args: {
    ...installationArgs,
    check: { type: 'boolean', description: 'Change nothing; exit with 1 where there is something to do' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const { location, log } = await installationPlace(args);
    const store = await openDatabase(existing(location), { clock: systemClock, log });
    const { db, kind, name } = store;
    try {
      const before = await stepsRun(db, kind, name);
      const missing = stepNames.filter((step) => !before.includes(step));
      const check = args.check === true;
      if (!check) await migrateToLatest(db, kind, name);
      if (check && missing.length > 0) process.exitCode = 1;
      if (args.json) printLine(JSON.stringify({ database: name, [check ? 'missing' : 'ran']: missing }));
      else printLine(outcomeLine(name, missing, check));
    } finally {
      await store.close();
    }
  },
});

function outcomeLine(name: string, missing: readonly string[], check: boolean): string {
  if (missing.length === 0) return `${name} has the schema of this version.`;
  const steps = missing.join(', ');
  return check ? `${name} lacks ${steps}.` : `${name} has the schema of this version now: ran ${steps}.`;
}
