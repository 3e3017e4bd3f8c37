import { createLog } from '../../src/telemetry/log.ts';
import { keepLine } from './what-is-left.ts';

/** Prints nothing; what it would print is looked at for secrets once the test file is done. */
export const quietLog = createLog({ level: 'debug', destination: { write: keepLine } });
