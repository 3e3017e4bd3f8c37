import { z } from 'zod';
import type { Random } from '../../kernel/random.ts';
import type { Account } from '../../store/accounts.ts';
import { newCookieValue } from '../sessions/cookies.ts';
import type { Errands } from '../sessions/errand.ts';
import type { NoteAccountEvent } from './journal.ts';
import type { OidcProvider } from './oidc-provider.ts';
import type { FindProviderAccount } from './provider-accounts.ts';

/** Milliseconds that somebody may take at a provider. */
export const providerTtlMs = 15 * 60_000;

/** A browser on its way to a provider. */
export interface Departure {
  readonly url: URL;
  readonly setCookie?: string;
}

/** Somebody who came back, and where they wanted to go. */
export interface Arrival {
  readonly account: Account;
  /** A path of ours. */
  readonly next: string;
}

/** Sign-in through the company's identity provider: away with `begin`, back with `finish`. */
export interface OidcSignIn {
  /** On the button. */
  readonly name: string;
  /** `next` is checked already; `again`: prove it once more. */
  begin(request: Request, next: string, again: boolean): Promise<Departure>;
  /** Raises `denied` for whoever is not let in and whatever did not begin here. */
  finish(request: Request): Promise<Arrival>;
}

export const oidcCallbackPath = '/sign-in/oidc/callback';

export function createOidcSignIn(parts: {
  readonly name: string;
  readonly provider: OidcProvider;
  readonly findAccount: FindProviderAccount;
  readonly errands: Errands;
  readonly random: Random;
  /** Weir's own address. */
  readonly address: () => string;
  readonly note: NoteAccountEvent;
}): OidcSignIn {
  const { name, provider, findAccount, errands, random, address, note } = parts;
  return {
    name,

    async begin(request, next, again) {
      const secrets = { verifier: newCookieValue(random), nonce: newCookieValue(random) };
      const payload: Payload = { ...secrets, next };
      const { state, setCookie } = await errands.begin({
        request,
        purpose: 'oidc',
        payload,
        ttlMs: providerTtlMs,
      });
      const redirectUri = `${address()}${oidcCallbackPath}`;
      const url = await provider.authorizationUrl({ ...secrets, state, redirectUri, again });
      return { url, ...(setCookie !== undefined && { setCookie }) };
    },

    async finish(request) {
      const { search, searchParams } = new URL(request.url);
      const state = searchParams.get('state') ?? '';
      const { next, ...secrets } = payloadSchema.parse(
        await errands.finish({ request, purpose: 'oidc', state }),
      );
      const callback = new URL(`${address()}${oidcCallbackPath}${search}`);
      const person = await provider.redeem({ ...secrets, state, callback }).catch(async (thrown: unknown) => {
        await note({ event: 'session.refused', method: 'oidc', reason: 'provider_refused' });
        throw thrown;
      });
      return { account: await findAccount(person, 'oidc'), next };
    },
  };
}

const payloadSchema = z.strictObject({ verifier: z.string(), nonce: z.string(), next: z.string() });
type Payload = z.output<typeof payloadSchema>;
