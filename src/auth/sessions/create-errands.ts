import { AppError } from '../../kernel/app-error.ts';
import type { Random } from '../../kernel/random.ts';
import { evictErrands, insertErrand, takeErrand } from '../../store/browser-errands.ts';
import type { Store } from '../../store/open-store.ts';
import type { Sealer } from '../../vault/vault.ts';
import { hashOf, newCookieValue, readCookie, setCookie } from './cookies.ts';
import type { ErrandPurpose, Errands } from './errand.ts';

/** States are `{purpose}.{256 random bits}`: one callback address can serve several purposes. */
export function createErrands(parts: {
  readonly store: Store;
  readonly vault: Sealer;
  readonly random: Random;
  /** Weir's own address: decides the kind of cookies. */
  readonly address: () => string;
}): Errands {
  const { store, vault, random, address } = parts;
  return {
    async begin({ request, purpose, payload, ttlMs }) {
      const now = await store.now();
      await evictErrands(store.db, now);
      const known = readCookie(request, 'browser', address());
      const browser = known ?? newCookieValue(random);
      const state = `${purpose}.${newCookieValue(random)}`;
      const stateHash = hashOf(state);
      const sealed = await vault.seal(Buffer.from(JSON.stringify(payload)), placeOf(stateHash));
      await insertErrand(store.db, {
        stateHash,
        purpose,
        browserHash: hashOf(browser),
        sealed,
        createdAt: now,
        expiresAt: now + ttlMs,
      });
      return { state, ...(known === undefined && { setCookie: setCookie('browser', browser, address()) }) };
    },

    async finish({ request, purpose, state }) {
      const browser = readCookie(request, 'browser', address());
      if (browser === undefined) throw over();
      const stateHash = hashOf(state);
      const key = { stateHash, purpose, browserHash: hashOf(browser) };
      const sealed = await takeErrand(store.db, key, await store.now());
      if (!sealed) throw over();
      return JSON.parse(Buffer.from(await vault.open(sealed, placeOf(stateHash))).toString()) as unknown;
    },
  };
}

/** What a state says that it is for; `finish` checks what it was made for. */
export function purposeInState(state: string): ErrandPurpose | undefined {
  return purposes.find((purpose) => state.startsWith(`${purpose}.`));
}

const purposes: readonly ErrandPurpose[] = ['oidc', 'atlassian', 'connect', 'passkey'];

function placeOf(stateHash: string) {
  return { column: 'browser_errands.sealed', stateHash } as const;
}

/** One message for every reason: whoever tries states learns nothing from it. */
function over(): AppError {
  return new AppError('denied', 'This request is not valid any more, or it was begun in another browser.', {
    nextStep: 'Go back to where you began and start again.',
  });
}
