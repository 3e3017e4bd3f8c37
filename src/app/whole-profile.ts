import type { Profile } from '../policy/decide.ts';

/** Everything: for the demo's people and for one person's own server. */
export const wholeProfile: Profile = { operations: 'all', readOnly: false };
