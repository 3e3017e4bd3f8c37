import fc from 'fast-check';

/**
 * A run that judges a change must not fail by chance for another one's fault: properties are tried on the same examples
 * each time. `npm run test:content:deep` looks for new ones.
 */
if (process.env['WEIR_DEEP'] !== '1') fc.configureGlobal({ seed: 20_261_122 });
