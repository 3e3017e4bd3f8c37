import fc from 'fast-check';
import { vi } from 'vitest';

/**
 * A run that judges a change must not fail by chance for another one's fault: properties are tried on the same examples
 * each time. `npm run test:content:deep` looks for new ones, for as long as it takes.
 */
if (process.env['WEIR_DEEP'] === '1') vi.setConfig({ testTimeout: 4 * 60 * 60_000 });
else fc.configureGlobal({ seed: 20_261_122 });
