import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiKeyDetector, vendorTokens } from './secret-detectors.ts';

/** What a pattern takes, without what has to stand around it. */
const inner = ({ source }: RegExp): RegExp =>
  new RegExp(`^${source.replaceAll(/\(\?<?!(?:\[[^\]]*\]|\\w)\)/g, '')}$`);

it.each(vendorTokens.map(({ begins, pattern }) => ({ begins, pattern })))(
  'whatever is a token that begins with $begins is found',
  ({ pattern }) => {
    fc.assert(
      fc.property(fc.stringMatching(inner(pattern)), (token) => {
        expect(apiKeyDetector.find(`Use ${token} here`)).not.toEqual([]);
      }),
      { numRuns: 30 },
    );
  },
);
